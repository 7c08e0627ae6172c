package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
)

// The kernel tells Jupyter where it is by a folder with a description and a logo.

func installCommand() *cobra.Command {
	var user bool
	var prefix, sysPrefix string
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Tell Jupyter of this kernel",
		Long: "Tell Jupyter of this kernel: write its description into the kernels folder of the user (--user, as " +
			"without a flag), of a folder of programs (--prefix DIR, like /usr/local), or of the Python environment " +
			"that is active (--sys-prefix). The description names this program where it lies now: after moving it, install again.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := kernelsDir(prefix, sysPrefix)
			if err != nil {
				return err
			}
			program, err := os.Executable()
			if err != nil {
				return err
			}
			if program, err = filepath.EvalSymlinks(program); err != nil {
				return err
			}
			if err := install(dir, program); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "installed the kernel pathway in %s\n", dir)
			return nil
		},
	}
	cmd.Flags().BoolVar(&user, "user", false, "for this user (the default)")
	cmd.Flags().StringVar(&prefix, "prefix", "", "for the programs in this folder: DIR/share/jupyter/kernels")
	cmd.Flags().StringVar(&sysPrefix, "sys-prefix", "", "for a Python environment: its folder, or the active one where none is given")
	cmd.Flags().Lookup("sys-prefix").NoOptDefVal = "active"
	cmd.MarkFlagsMutuallyExclusive("user", "prefix", "sys-prefix")
	return cmd
}

// kernelsDir is the folder that this kernel's own is in.
func kernelsDir(prefix, sysPrefix string) (string, error) {
	if sysPrefix == "active" {
		for _, name := range []string{"VIRTUAL_ENV", "CONDA_PREFIX"} {
			if sysPrefix = os.Getenv(name); sysPrefix != "" {
				break
			}
		}
		if sysPrefix == "" || sysPrefix == "active" {
			return "", fmt.Errorf("--sys-prefix: no Python environment is active (neither VIRTUAL_ENV nor CONDA_PREFIX is set): name its folder by --sys-prefix=DIR")
		}
	}
	if sysPrefix != "" {
		prefix = sysPrefix
	}
	if prefix != "" {
		return filepath.Join(prefix, "share", "jupyter", "kernels", "pathway"), nil
	}
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return filepath.Join(dir, "kernels", "pathway"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(os.Getenv("APPDATA"), "jupyter", "kernels", "pathway"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Jupyter", "kernels", "pathway"), nil
	}
	data := os.Getenv("XDG_DATA_HOME")
	if data == "" {
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "jupyter", "kernels", "pathway"), nil
}

// install writes the description of a kernel that program serves.
func install(dir, program string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	spec, err := json.MarshalIndent(map[string]any{
		"argv": []string{program, "serve", "{connection_file}"}, "display_name": "Go (Pathway)", "language": "go",
		"interrupt_mode": "message", "metadata": map[string]any{"debugger": false},
	}, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), append(spec, '\n'), 0o644); err != nil {
		return err
	}
	for _, size := range []int{32, 64} {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("logo-%dx%d.png", size, size)))
		if err != nil {
			return err
		}
		if err := png.Encode(f, logo(size)); err != nil {
			f.Close()
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

// logo draws two ways that become one: the main model and its pathway, merged.
func logo(size int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	const fine = 4 // samples each way, for smooth edges
	for y := range size {
		for x := range size {
			var main, aux int
			for i := range fine * fine {
				u := (float64(x) + (float64(i%fine)+0.5)/fine) / float64(size)
				v := (float64(y) + (float64(i/fine)+0.5)/fine) / float64(size)
				bend := 0.0
				if u < 0.65 {
					t := (0.65 - u) / 0.65
					bend = 0.34 * t * t * (3 - 2*t)
				}
				if v > 0.5+bend-0.09 && v < 0.5+bend+0.09 {
					aux++
				}
				if v > 0.5-bend-0.09 && v < 0.5-bend+0.09 {
					main++
				}
			}
			switch {
			case main > 0:
				img.Set(x, y, color.NRGBA{0, 125, 156, uint8(255 * main / fine / fine)})
			case aux > 0:
				img.Set(x, y, color.NRGBA{224, 122, 30, uint8(255 * aux / fine / fine)})
			}
		}
	}
	return img
}
