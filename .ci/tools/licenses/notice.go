package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
)

// This file: the list of modules in NOTICE.

// The list stands below this line, to the end of the file.
const listBegins = "Modules that are linked into m2pt, and their licences:\n"

// notice compares the list of modules in a NOTICE, or writes it.
func notice(path string, modules []*Module, update bool) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, _, ok := bytes.Cut(data, []byte(listBegins))
	if !ok {
		return fmt.Errorf("%s has no line %q", path, strings.TrimSpace(listBegins))
	}
	width := 0
	for _, m := range modules {
		width = max(width, len(m.Path))
	}
	text := string(head) + listBegins + "\n"
	for _, m := range modules {
		text += fmt.Sprintf("  %-*s  %s\n", width, m.Path, strings.Join(m.licenses, ", "))
	}
	if text == string(data) {
		return nil
	}
	if update {
		return os.WriteFile(path, []byte(text), 0o666)
	}
	return fmt.Errorf("%s does not list the modules that are linked into m2pt: run (cd .ci/tools && go run ./licenses -repo ../.. -update)", path)
}
