// The constants of the conversions to narrow formats, as bits, made by the EIGHT
// of constants_amd64.h, which a file includes first. See convert.go.

#define BF16_BELOW_HALF bf16BelowHalf<>(SB)
#define BF16_LAST bf16Last<>(SB)
#define BF16_QUIET bf16Quiet<>(SB)
#define INT8_LEAST int8Least<>(SB)
#define INT8_MOST int8Most<>(SB)

EIGHT(bf16BelowHalf, $0x00007fff)
EIGHT(bf16Last, $0x00000001)  // the last bit that stays
EIGHT(bf16Quiet, $0x00000040) // makes a NaN quiet
EIGHT(int8Least, $0xc2fe0000) // -127
EIGHT(int8Most, $0x42fe0000)  // 127
