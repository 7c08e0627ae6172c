# Jupyter's own conformance suite of kernels (jupyter_kernel_test), told of this kernel.
import unittest

import jupyter_kernel_test as jkt


class PathwayKernel(jkt.KernelTests):
    kernel_name = "pathway"
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'import "os"\nfmt.Fprintln(os.Stderr, "oops")'
    completion_samples = [{"text": "fmt.Printl", "matches": {"Println"}}]
    complete_code_samples = ['a := 1', 'fmt.Println("x")', 'func f() int {\n\treturn 1\n}', 'for i := range 3 {\n}']
    incomplete_code_samples = ['func f() {', 'fmt.Println(', 'a := `x', 'b := 1 +']
    invalid_code_samples = ['a := )', 'if }']
    code_generate_error = 'panic("boom")'
    code_execute_result = [{"code": "1+2", "result": "3"}, {"code": "\"a\"", "result": "a"}]
    code_display_data = [{"code": 'display.Show(display.HTML("<b>x</b>"))', "mime": "text/html"}, {"code":'import "image"\ndisplay.Show(image.NewGray(image.Rect(0,0,2,2)))', "mime":"image/png"}]
    code_inspect_sample = "fmt"
if __name__ == "__main__":
    unittest.main(verbosity=2)
