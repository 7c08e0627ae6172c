package main

import (
	"encoding/json"
	"os"
	"strings"
)

// This file: a bill of materials in CycloneDX's JSON, version 1.6, with what the checks
// of vulnerabilities need: names, versions, package URLs and licences.

type component struct {
	Type     string          `json:"type"`
	Name     string          `json:"name"`
	Version  string          `json:"version,omitempty"`
	PURL     string          `json:"purl,omitempty"`
	Licenses []licenseChoice `json:"licenses,omitempty"`
}

type licenseChoice struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

func writeSBOM(path string, modules []*Module) error {
	var bom struct {
		Format   string `json:"bomFormat"`
		Spec     string `json:"specVersion"`
		Version  int    `json:"version"`
		Metadata struct {
			Component component `json:"component"`
		} `json:"metadata"`
		Components []component `json:"components"`
	}
	bom.Format, bom.Spec, bom.Version = "CycloneDX", "1.6", 1
	bom.Metadata.Component = component{Type: "application", Name: "m2pt"}
	for _, m := range modules {
		c := component{Type: "library", Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + strings.ToLower(m.Path) + "@" + m.Version}
		for _, name := range m.licenses {
			l := licenseChoice{}
			l.License.ID = name
			c.Licenses = append(c.Licenses, l)
		}
		bom.Components = append(bom.Components, c)
	}
	data, err := json.MarshalIndent(bom, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o666)
}
