package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// This file: Ogg, a container of packets. A page is
//
//	"OggS" 0 flags position[8] stream[4] number[4] checksum[4] n { size } n times, data
//
// and cuts a packet into pieces of 255 bytes and a last one that is smaller.

const (
	oggHeader   = 27
	oggContinue = 1 // a page begins with the rest of a packet
	oggFirst    = 2 // a page begins a stream
	oggLast     = 4 // a page ends a stream
)

// oggPacket is a packet of a stream.
type oggPacket struct {
	data []byte
	last int64 // the position of the page that it ends on; -1 where it is not the last to end there
}

// oggPackets returns the packets of the first stream of a file, as a note what is wrong
// with its end, and the rest of the file if another file follows, as in a chain.
func oggPackets(raw []byte) (packets []oggPacket, rest []byte, note string, err error) {
	var part []byte // of a packet that goes on
	stream, pages := uint32(0), 0
	ended := false
	for len(raw) > 0 {
		if len(raw) < oggHeader || string(raw[:5]) != "OggS\x00" {
			at := bytes.Index(raw, []byte("OggS\x00"))
			if pages == 0 || at > 0 {
				return nil, nil, "", errors.New("the Ogg file: a page does not start where the one before ends")
			}
			return packets, nil, fmt.Sprintf("%d bytes at its end are no page", len(raw)), nil
		}
		n := int(raw[26])
		size := oggHeader + n
		if len(raw) >= size {
			for _, s := range raw[oggHeader:size] {
				size += int(s)
			}
		}
		if len(raw) < size {
			return packets, nil, "its last page is cut", nil
		}
		page := raw[:size]
		if ended && page[5]&oggFirst != 0 {
			return packets, raw, "", nil
		}
		raw = raw[size:]
		id := binary.LittleEndian.Uint32(page[14:])
		if pages == 0 {
			stream = id
		}
		pages++
		if id != stream {
			continue // another stream, such as a picture
		}
		ended = page[5]&oggLast != 0
		if oggChecksum(page) != binary.LittleEndian.Uint32(page[22:]) {
			if len(raw) == 0 {
				return packets, nil, "its last page is damaged", nil
			}
			return nil, nil, "", fmt.Errorf("the Ogg file: page %d is damaged: its checksum is wrong", pages)
		}
		lost := page[5]&oggContinue != 0 && part == nil
		sizes, data := page[oggHeader:oggHeader+n], page[oggHeader+n:]
		for _, s := range sizes {
			part = append(part, data[:s]...)
			data = data[s:]
			if s == 255 {
				continue
			}
			if !lost {
				packets = append(packets, oggPacket{part, -1})
			}
			lost, part = false, nil
		}
		if k := len(packets); k > 0 {
			packets[k-1].last = max(packets[k-1].last, int64(binary.LittleEndian.Uint64(page[6:])))
		}
	}
	return packets, nil, "", nil
}

// oggTable holds the remainders of bytes for the checksum, whose polynomial is
// 0x04c11db7, highest bit first.
var oggTable = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ (r>>31)*0x04c11db7
		}
		t[i] = r
	}
	return t
}()

func oggChecksum(page []byte) uint32 {
	sum := uint32(0)
	for i, b := range page {
		if i >= 22 && i < 26 {
			b = 0
		}
		sum = sum<<8 ^ oggTable[byte(sum>>24)^b]
	}
	return sum
}

// oggHolds returns a test for Ogg files whose first packet starts with magic.
func oggHolds(magic string) func([]byte) bool {
	return func(raw []byte) bool {
		if len(raw) < oggHeader || string(raw[:4]) != "OggS" {
			return false
		}
		return bytes.HasPrefix(raw[min(len(raw), oggHeader+int(raw[26])):], []byte(magic))
	}
}
