package pickle

// This file: the instructions of pickles, by Python's names (pickletools). Not all are
// read.

const (
	opMark     = '('
	opStop     = '.'
	opPop      = '0'
	opPopMark  = '1'
	opDup      = '2'
	opFloat    = 'F'
	opInt      = 'I'
	opBinInt   = 'J'
	opBinInt1  = 'K'
	opLong     = 'L'
	opBinInt2  = 'M'
	opNone     = 'N'
	opBinFloat = 'G'
	opLong1    = 0x8a
	opLong4    = 0x8b
	opNewTrue  = 0x88
	opNewFalse = 0x89

	opBinString       = 'T'
	opShortBinString  = 'U'
	opBinUnicode      = 'X'
	opShortBinUnicode = 0x8c
	opBinUnicode8     = 0x8d
	opBinBytes        = 'B'
	opShortBinBytes   = 'C'
	opBinBytes8       = 0x8e
	opByteArray8      = 0x96

	opEmptyTuple = ')'
	opTuple      = 't'
	opTuple1     = 0x85
	opTuple2     = 0x86
	opTuple3     = 0x87
	opEmptyList  = ']'
	opAppend     = 'a'
	opAppends    = 'e'
	opEmptyDict  = '}'
	opSetItem    = 's'
	opSetItems   = 'u'
	opEmptySet   = 0x8f
	opAddItems   = 0x90
	opFrozenSet  = 0x91

	opBinPut     = 'q'
	opLongBinPut = 'r'
	opBinGet     = 'h'
	opLongBinGet = 'j'
	opMemoize    = 0x94

	opGlobal      = 'c'
	opStackGlobal = 0x93
	opReduce      = 'R'
	opNewObj      = 0x81
	opBuild       = 'b'
	opBinPersID   = 'Q'
	opProto       = 0x80
	opFrame       = 0x95
)

// protocol0 are instructions of the text protocol, which torch.load does not read either.
var protocol0 = map[byte]string{'P': "PERSID", 'S': "STRING", 'V': "UNICODE", 'd': "DICT", 'l': "LIST", 'g': "GET", 'p': "PUT"}

// refused are instructions that call something, or refer to what is not in the file.
var refused = map[byte]string{'i': "INST", 'o': "OBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x92: "NEWOBJ_EX",
	0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER"}
