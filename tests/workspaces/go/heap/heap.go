// Package heap is a priority queue over any type.
package heap

// Heap is a binary heap: the least item, by less, is at the top.
type Heap[T any] struct {
	items []T
	less  func(a, b T) bool
}

// New returns an empty heap.
func New[T any](less func(a, b T) bool) *Heap[T] {
	return &Heap[T]{less: less}
}

// Len is the number of items.
func (h *Heap[T]) Len() int { return len(h.items) }

// Push adds an item.
func (h *Heap[T]) Push(item T) {
	h.items = append(h.items, item)
	for at := len(h.items) - 1; at > 0; {
		above := (at - 1) / 2
		if !h.less(h.items[at], h.items[above]) {
			return
		}
		h.items[at], h.items[above] = h.items[above], h.items[at]
		at = above
	}
}

// Pop removes and returns the least item of a heap that is not empty.
func (h *Heap[T]) Pop() T {
	top := h.items[0]
	last := len(h.items) - 1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	h.sink(0)
	return top
}

// sink moves an item down to its place.
func (h *Heap[T]) sink(at int) {
	for {
		least := at
		for below := 2*at + 1; below <= 2*at+2 && below < len(h.items); below++ {
			if h.less(h.items[below], h.items[least]) {
				least = below
			}
		}
		if least == at {
			return
		}
		h.items[at], h.items[least] = h.items[least], h.items[at]
		at = least
	}
}
