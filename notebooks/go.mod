// A module of its own, without packages, so that go get of the library does not fetch the
// pictures of the notebooks. Their kernel is a module, too.
module github.com/gopathway/pathway/notebooks

go 1.26.0
