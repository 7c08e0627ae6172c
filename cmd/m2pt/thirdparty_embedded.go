//go:build thirdparty

package main

import _ "embed"

// thirdParty holds the licences of all that is linked into a released binary. The script
// .ci/binaries gathers THIRD-PARTY.txt before it builds with the tag thirdparty.
//
//go:embed THIRD-PARTY.txt
var thirdParty string
