package datasets

import "fmt"

// This file: how much of a WAV file is sound, where its header may be wrong.

const (
	// Programs that write to a pipe cannot go back to fill in the size of the
	// data; they leave 0 or a number near one of the limits of an integer.
	wavUnknownSize = 0x7FFFF000

	// Sizes that are too large by a share of 1/wavShortShare, or by wavShortBytes
	// where half of the data is there, count as slips, not as lost sound.
	wavShortShare = 20
	wavShortBytes = 64
)

// cutData sets the data: the rest of the file, cut to the size that the chunk claims
// and to whole frames. Ended says that a size of 0 is none: the size of the whole
// file, too, leaves no room for data, or no other chunk follows.
func (w *wavFile) cutData(rest []byte, size uint64, ended bool) error {
	left := uint64(len(rest))
	switch {
	case size == 0 && ended, size >= wavUnknownSize && size <= 1<<32 && size > left:
		size = left
	case size > left:
		missing := size - left
		if missing > size/wavShortShare && (missing > wavShortBytes || missing > left) {
			return fmt.Errorf("WAV data chunk: %d bytes claimed, %d left in the file (cut short?)", size, left)
		}
		w.notes = append(w.notes, fmt.Sprintf("%d of %d bytes of sound that its header claims are not there", missing, size))
		size = left
	}
	frame := uint64(w.width * w.channels)
	if size < frame {
		return fmt.Errorf("WAV data chunk: found %d bytes, expected at least one frame of %d", size, frame)
	}
	if cut := size % frame; cut > 0 {
		w.notes = append(w.notes, fmt.Sprintf("%d bytes of a last frame that is cut are not read", cut))
		size -= cut
	}
	w.data = rest[:size]
	return nil
}
