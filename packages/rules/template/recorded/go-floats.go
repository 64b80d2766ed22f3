// Writes go-floats.json: what Go's fmt makes of floats. Run once: go run go-floats.go > go-floats.json
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"os"
)

func main() {
	r := rand.New(rand.NewSource(20261124))
	values := []float64{0, 1, 0.5, 1.5, 2.5, 0.05, 0.25, 12345, 12355, 9.5, 99.5, 999.95, 1e6, 1e21, 1e22, 5e-324, math.MaxFloat64, 0.00012345, 7.25, -2.5}
	for len(values) < 120 {
		values = append(values, math.Float64frombits(r.Uint64()), (r.Float64()-0.5)*math.Pow(10, float64(r.Intn(12)-4)), float64(r.Intn(200000))/8)
	}
	rows := [][]string{}
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		row := []string{fmt.Sprintf("%.17g", v), fmt.Sprint(v)}
		for _, format := range []string{"%.4g", "%.2f", "%.0f", "%.3e", "%f"} {
			row = append(row, fmt.Sprintf(format, v))
		}
		rows = append(rows, row)
	}
	_ = json.NewEncoder(os.Stdout).Encode(rows)
}
