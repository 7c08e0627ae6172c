// The programs by which a release is checked. A module of its own, so that the library
// does not need what they need. Its folder begins with a dot: ./... passes over it.
module pathway.ci/tools

go 1.26.0

require golang.org/x/mod v0.43.0
