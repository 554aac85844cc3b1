// Package graph finds shortest paths over a made-up road map.
package graph

import (
	"fmt"
	"math"
	"math/rand"

	"example.org/roads/heap"
)

// Road leads from its town to another.
type Road struct {
	To     int
	Length float64
}

// Map is towns and the roads between them.
type Map struct {
	roads map[int][]Road
	towns int
}

// NewGrid makes a map of width x width towns, each with roads to its neighbours.
func NewGrid(width int, seed int64) *Map {
	random := rand.New(rand.NewSource(seed))
	m := &Map{roads: make(map[int][]Road), towns: width * width}
	link := func(from, to int) {
		length := 1 + 9*random.Float64()
		m.roads[from] = append(m.roads[from], Road{to, length})
		m.roads[to] = append(m.roads[to], Road{from, length})
	}
	for town := 0; town < m.towns; town++ {
		if town%width != width-1 {
			link(town, town+1)
		}
		if town+width < m.towns {
			link(town, town+width)
		}
	}
	return m
}

// Towns is how many there are.
func (m *Map) Towns() int { return m.towns }

type stop struct {
	town     int
	distance float64
}

// Shortest is the distance of every town from one, and the town before each on the way.
func (m *Map) Shortest(from int) ([]float64, map[int]int) {
	distance := make([]float64, m.towns)
	for town := range distance {
		distance[town] = math.Inf(1)
	}
	distance[from] = 0
	before := map[int]int{from: from}
	queue := heap.New(func(a, b stop) bool { return a.distance < b.distance })
	queue.Push(stop{from, 0})
	for queue.Len() > 0 {
		at := queue.Pop()
		if at.distance > distance[at.town] {
			continue
		}
		for _, road := range m.roads[at.town] {
			through := at.distance + road.Length
			if through < distance[road.To] {
				distance[road.To] = through
				before[road.To] = at.town
				queue.Push(stop{road.To, through})
			}
		}
	}
	return distance, before
}

// Path writes the way to a town, found by Shortest.
func Path(before map[int]int, to int) string {
	if before[to] == to {
		return fmt.Sprint(to)
	}
	return Path(before, before[to]) + fmt.Sprintf(" %d", to)
}
