package main

import (
	"fmt"
	"time"

	"github.com/gopathway/pathway/bench/peers/internal/measure"
)

// This file: how long new processes take to their first result.

const startupHeader = "| model | threads | Pathway ms | MB | rival | ms | MB | ratio |\n|---|--:|--:|--:|---|--:|--:|--:|\n"

// startup prints one line: how long a new process takes to the logits of one
// image, by turns.
func (c cell) startup(rival string) error {
	var times, memory [2][]float64
	about := ""
	for round := 0; round < *rounds; round++ {
		for k := 0; k < 2; k++ {
			i := (k + round) % 2
			cmd, err := c.own("plain", c.threads)
			if i == 1 {
				cmd, err = c.rival(rival)
			}
			if err != nil {
				return err
			}
			begin := time.Now()
			w, err := start([2]string{"pathway", rival}[i], cmd)
			if err != nil {
				return err
			}
			_, err = w.ask("logits")
			took := time.Since(begin).Seconds()
			memory[i] = append(memory[i], measure.PeakMemory(w.cmd.Process.Pid))
			w.end()
			if err != nil {
				return err
			}
			times[i] = append(times[i], took)
			if i == 1 {
				about = w.about
			}
		}
	}
	a, b := measure.Median(times[0]), measure.Median(times[1])
	fmt.Printf("| %s | %d | %.0f | %.0f | %s | %.0f | %.0f | %.2f |\n", c.model, c.threads,
		1e3*a, measure.Median(memory[0])/1e6, about, 1e3*b, measure.Median(memory[1])/1e6, b/a)
	return nil
}
