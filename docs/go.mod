// A module of its own, so that go get of the library does not fetch the pictures of
// studies, and the generator of the site may need what the library does not.
module github.com/gopathway/pathway/docs

go 1.26.0

require (
	github.com/alecthomas/chroma/v2 v2.27.0
	github.com/gopathway/pathway v0.0.0-00010101000000-000000000000
	github.com/yuin/goldmark v1.8.7
	golang.org/x/net v0.62.0
)

require github.com/dlclark/regexp2/v2 v2.2.1 // indirect

replace github.com/gopathway/pathway => ../
