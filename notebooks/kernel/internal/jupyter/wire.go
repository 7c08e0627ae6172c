package jupyter

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-zeromq/zmq4"
)

// Messages of the Jupyter protocol: their frames, and the signature that shows that they
// come from who knows the key.

// protocolVersion is the version of the protocol that the kernel speaks.
const protocolVersion = "5.3"

// header names a message.
type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	User     string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
	original json.RawMessage
}

// message is one message. Content is what is sent; content what was received.
type message struct {
	ids      [][]byte // who it came from, and an answer goes to
	header   header
	parent   header
	metadata map[string]any
	content  json.RawMessage
}

// delimiter stands between the frames of the route and those of the message.
const delimiter = "<IDS|MSG>"

var errSignature = errors.New("a message with a wrong signature")

// decode reads a message and checks its signature.
func decode(frames [][]byte, key []byte) (*message, error) {
	at := 0
	for at < len(frames) && string(frames[at]) != delimiter {
		at++
	}
	if len(frames) < at+6 {
		return nil, errors.New("a message of too few frames")
	}
	parts := frames[at+2 : at+6]
	if len(key) > 0 {
		given, err := hex.DecodeString(string(frames[at+1]))
		if err != nil || !hmac.Equal(given, sign(key, parts)) {
			return nil, errSignature
		}
	}
	m := &message{ids: frames[:at], content: parts[3]}
	for i, to := range []any{&m.header, &m.parent, &m.metadata} {
		if err := json.Unmarshal(parts[i], to); err != nil {
			return nil, fmt.Errorf("a message that is no JSON: %w", err)
		}
	}
	m.header.original = append(json.RawMessage{}, parts[0]...)
	return m, nil
}

// encode makes the frames of a message of a session.
func encode(key []byte, session, kind string, ids [][]byte, parent header, metadata map[string]any, content any) (zmq4.Msg, error) {
	head, err := json.Marshal(header{ID: newID(), Session: session, User: "kernel", Date: time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"), Type: kind, Version: protocolVersion})
	if err != nil {
		return zmq4.Msg{}, err
	}
	parentJSON := parent.original // as it came, with fields that this kernel does not know
	if parentJSON == nil {
		parentJSON = json.RawMessage("{}")
	}
	if metadata == nil {
		metadata = map[string]any{}
	}
	meta, err := json.Marshal(metadata)
	if err != nil {
		return zmq4.Msg{}, err
	}
	body, err := json.Marshal(content)
	if err != nil {
		return zmq4.Msg{}, err
	}
	parts := [][]byte{head, parentJSON, meta, body}
	frames := append([][]byte{}, ids...)
	frames = append(frames, []byte(delimiter), []byte{})
	if len(key) > 0 {
		frames[len(frames)-1] = []byte(hex.EncodeToString(sign(key, parts)))
	}
	return zmq4.NewMsgFrom(append(frames, parts...)...), nil
}

func sign(key []byte, parts [][]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}

// newID is a random UUID.
func newID() string {
	b := make([]byte, 16)
	rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
