package main

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// This file: notebooks become pages.

// renderCells renders a notebook with the given cells.
func renderCells(cells ...map[string]any) (*Page, *Site, error) {
	data, err := json.Marshal(map[string]any{"nbformat": 4, "nbformat_minor": 5, "metadata": map[string]any{}, "cells": cells})
	if err != nil {
		return nil, nil, err
	}
	s := &Site{root: "../..", bySource: map[string]*Page{}, assets: map[string][]byte{}}
	p := &Page{Source: "notebooks/1-x.ipynb", Section: "Tutorials"}
	s.add(p)
	return p, s, s.renderNotebook(p, data)
}

func TestNotebook(t *testing.T) {
	png := base64.StdEncoding.EncodeToString([]byte("a picture"))
	p, s, err := renderCells(
		map[string]any{"cell_type": "markdown", "source": []string{"# A title\n", "\n", "Words and <b>more</b>.\n"}},
		map[string]any{"cell_type": "markdown", "source": "## A part\n\nIt has `code`."},
		map[string]any{"cell_type": "code", "source": "x := 1 < 2", "outputs": []map[string]any{
			{"output_type": "stream", "name": "stdout", "text": []string{"one <two>\n", "three\n"}},
			{"output_type": "stream", "name": "stderr", "text": "a warning"},
			{"output_type": "display_data", "data": map[string]any{"image/png": png + "\n", "text/plain": "not shown"}},
			{"output_type": "display_data", "data": map[string]any{"image/svg+xml": []string{"<svg/>"}}, "metadata": map[string]any{"alt": "a curve & more"}},
			{"output_type": "execute_result", "data": map[string]any{"text/html": "<table><tr><td>cell</td></tr></table>", "text/plain": "not shown"}},
			{"output_type": "execute_result", "data": map[string]any{"text/plain": "plain"}},
			{"output_type": "error", "ename": "Bad", "evalue": "it broke", "traceback": []string{"\x1b[31mpanic:\x1b[0m it broke"}},
		}},
		map[string]any{"cell_type": "raw", "source": "raw text"},
	)
	if err != nil {
		t.Fatal(err)
	}
	body := string(p.Body)
	for _, want := range []string{
		`<h1 id="a-title">A title</h1>`, "Words and <b>more</b>", `<h2 id="a-part">`, `<code class="short">code</code>`,
		`data-lang="go"`, "&lt;", "one &lt;two&gt;\nthree</pre>", `<pre class="output stderr" tabindex="0">a warning</pre>`,
		`src="1-x-1.png" alt="Picture 1, which the cell above draws, in “A part”"`, `src="1-x-2.svg" alt="a curve &amp; more"`,
		"<td>cell</td>", `<pre class="output " tabindex="0">plain</pre>`, `<pre class="output error" tabindex="0">panic: it broke</pre>`,
		"/blob/main/notebooks/1-x.ipynb",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	for _, not := range []string{"not shown", "raw text", "\x1b"} {
		if strings.Contains(body, not) {
			t.Errorf("%q in\n%s", not, body)
		}
	}
	if p.Title != "A title" || len(p.TOC) != 1 || string(s.assets["tutorials/1-x-1.png"]) != "a picture" || string(s.assets["tutorials/1-x-2.svg"]) != "<svg/>" {
		t.Errorf("title %q, headings %v, %d pictures", p.Title, p.TOC, len(s.assets))
	}
}

func TestWrongNotebooks(t *testing.T) {
	title := map[string]any{"cell_type": "markdown", "source": "# T"}
	for _, c := range []struct {
		cells []map[string]any
		want  string
	}{
		{nil, "no cells"},
		{[]map[string]any{{"cell_type": "markdown", "source": "no title"}}, "no heading"},
		{[]map[string]any{title, {"cell_type": "movie"}}, `cell 1 is of type "movie"`},
		{[]map[string]any{title, {"cell_type": "code", "outputs": []map[string]any{{"output_type": "smell"}}}}, `an output of type "smell"`},
		{[]map[string]any{title, {"cell_type": "code", "outputs": []map[string]any{{"output_type": "display_data", "data": map[string]any{"image/png": "!"}}}}}, "an image/png"},
	} {
		if _, _, err := renderCells(c.cells...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}
