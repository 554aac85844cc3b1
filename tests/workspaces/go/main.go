// roads [-cpu FILE] [-heap FILE] [-width N]: shortest paths on a grid of towns.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"

	"example.org/roads/graph"
)

var (
	cpu   = flag.String("cpu", "", "write a CPU profile to this file")
	heap  = flag.String("heap", "", "write a heap profile to this file")
	width = flag.Int("width", 100, "towns in a row")
	turns = flag.Int("turns", 40, "how many towns to start from")
)

// create makes a file or ends the program.
func create(name string) *os.File {
	file, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	return file
}

// search answers the turns of one region, labelled so that pprof can tell them apart.
func search(m *graph.Map, region string, start, step int, longest *int) {
	labels := pprof.Labels("region", region)
	pprof.Do(context.Background(), labels, func(context.Context) {
		for turn := start; turn < *turns; turn += step {
			_, before := m.Shortest(turn * 7 % m.Towns())
			if path := graph.Path(before, m.Towns()-1); len(path) > *longest {
				*longest = len(path)
			}
		}
	})
}

func main() {
	flag.Parse()
	if *cpu != "" {
		file := create(*cpu)
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			log.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	if *heap != "" {
		runtime.MemProfileRate = 4096
	}
	m := graph.NewGrid(*width, 42)
	longest := make([]int, 2)
	var wait sync.WaitGroup
	for i, region := range []string{"north", "south"} {
		wait.Add(1)
		go func(i int, region string) {
			defer wait.Done()
			search(m, region, i, len(longest), &longest[i])
		}(i, region)
	}
	wait.Wait()
	fmt.Println("longest paths:", longest)
	if *heap != "" {
		file := create(*heap)
		defer file.Close()
		runtime.GC()
		if err := pprof.WriteHeapProfile(file); err != nil {
			log.Fatal(err)
		}
		runtime.KeepAlive(m)
	}
}
