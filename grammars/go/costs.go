package sample

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"
)

var word = regexp.MustCompile("[a-z]+")

func texts(names []string, n int) (string, error) {
	out := ""
	var all string
	var b strings.Builder
	for i, name := range names {
		out += name                       // cost: string-built-in-loop
		all = all + "é"                   // cost: string-built-in-loop
		key := fmt.Sprintf("%s-%d", name, i) // cost: format-in-loop
		b.WriteString(key)
		n += len(key)
		part := ""
		part += name
		if n > 100 {
			return "", fmt.Errorf("%s", fmt.Sprint(n, name))
		}
		if n > 50 {
			message := fmt.Sprintf("%d of %s", n, part)
			panic(message)
		}
	}
	return fmt.Sprintf("%d", n) + out + all, nil // cost: number-by-format
}

func expressions(line string, patterns []string) bool {
	number := regexp.MustCompile(`\d+`) // cost: regexp-compiled
	for _, pattern := range patterns {
		if ok, _ := regexp.MatchString(pattern, line); ok { // cost: regexp-compiled
			return true
		}
	}
	return number.MatchString(line) || word.MatchString(line)
}

func grown(xs []int, results chan int) []int {
	var squares []int
	halves := []int{}
	sized := make([]int, 0, len(xs))
	seen := make(map[int]bool)
	large := make(map[int]bool, len(xs))
	var received []int
	for _, x := range xs {
		squares = append(squares, x*x) // cost: grown-without-capacity
		sized = append(sized, x)
		seen[x] = true // cost: map-without-size; map-of-numbers
		large[x] = true // cost: map-of-numbers
		if x%2 == 0 {
			halves = append(halves, x/2)
		}
	}
	for x := range results {
		received = append(received, x)
	}
	return append(squares, halves...)
}

func files(names []string) {
	for _, name := range names {
		f, _ := os.Open(name)
		defer f.Close() // cost: defer-in-loop
		func() {
			defer f.Close()
		}()
	}
}

func conversions(lines []string, buffer []byte, counts map[string]int) int {
	text := "abc"
	total := 0
	for range lines {
		buffer = append(buffer, []byte(text)...) // cost: converted-to-append, fix
		total += copy(buffer, []byte(text))      // cost: converted-to-append, fix
		total += sum([]byte(text))               // cost: converted-in-loop
		use(string(buffer))                      // cost: converted-in-loop
		total += counts[string(buffer)]
		for i, c := range []byte(text) {
			total += i * int(c)
		}
		if string(buffer) == text {
			total++
		}
	}
	return total
}

func waits(work chan int, mu *sync.Mutex, each []*sync.Mutex) {
	timer := time.After(time.Second)
	for {
		select {
		case <-work:
			mu.Lock() // cost: lock-in-loop
			mu.Unlock()
		case <-time.After(time.Second): // cost: timer-in-loop
			return
		case <-timer:
			return
		}
		for _, one := range each {
			one.Lock()
		}
	}
}

func reflects(xs, ys [][]int, r *bytes.Reader) int {
	same := 0
	var n uint32
	for i := range xs {
		if reflect.DeepEqual(xs[i], ys[i]) { // cost: reflection-in-loop
			same++
		}
		binary.Read(r, binary.LittleEndian, &n) // cost: reflection-in-loop
		n += binary.LittleEndian.Uint32(nil)
	}
	reflect.DeepEqual(xs, ys)
	return same
}

func output(xs []int) {
	fmt.Println("start")
	for _, x := range xs {
		fmt.Println(x)                  // cost: print-in-loop
		fmt.Fprintf(os.Stdout, "%d", x) // cost: print-in-loop
	}
	sort.Slice(xs, func(i, j int) bool { return xs[i] < xs[j] }) // cost: sorted-by-reflection
	sort.Ints(xs)
}

func equal(a, b []byte) bool {
	if bytes.Compare(a, b) != 0 { // cost: compared-to-equal, fix
		return false
	}
	return bytes.Compare(a, b) == 0 && bytes.Compare(a, b) < 1 // cost: compared-to-equal, fix
}

func numbers(n int, roads map[int][]int, names map[string]int) int {
	before := map[int]int{0: 1}
	seen := make(map[int]bool, n)
	list := []int{1, 2}
	for i := 0; i < n; i++ {
		before[i] = i // cost: map-of-numbers
		if seen[i] {  // cost: map-of-numbers
			n += len(roads[i]) // cost: map-of-numbers
		}
		n += names["a"] + list[0]
	}
	return n + before[0]
}

func ways(n int) int {
	sum := 0
	for i := 1; i < n; i++ {
		sum += ways(n - i) // cost: calls-itself-in-loop
	}
	return sum
}
