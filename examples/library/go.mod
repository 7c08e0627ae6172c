module example.com/library

go 1.23.0

require github.com/gopathway/pathway v0.0.0

require (
	github.com/klauspost/cpuid/v2 v2.3.0 // indirect
	go.yaml.in/yaml/v3 v3.0.4 // indirect
	golang.org/x/image v0.25.0 // indirect
	golang.org/x/sys v0.33.0 // indirect
	gonum.org/v1/gonum v0.16.0 // indirect
)

replace github.com/gopathway/pathway => ../..
