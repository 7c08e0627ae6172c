// A module of its own, so that go get of the library does not fetch the pictures of
// studies, and the generator of the site may need what the library does not.
module github.com/gopathway/pathway/docs

go 1.26.0
