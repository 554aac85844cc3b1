package words

import (
	"fmt"
	str "strings"
)

// Counter counts.
type Counter[T comparable] struct{ seen map[T]int }

var Total = func() int { return 0 }()

// Add adds one.
// It never fails.
func (c *Counter[T]) Add(item T) {
	c.seen[item]++
}

func (c Counter[T]) Len() int { return len(c.seen) }

func (Plain) Unnamed() {}

func Map[T, U any](in []T, f func(T) U) []U {
	go func() {
		defer func() { recover() }()
		fmt.Println(str.ToUpper("x"))
	}()
	each(in, func(item T) { f(item) })
	return nil
}

func external() int
