/* What tests of the protocol are made of. */
#pragma once

#include <weft/protocol.h>

#define DEEP_A "AAAAAAAAAAAAAAAAAAAAAAAA"
#define DEEP_B "BBBBBBBBBBBBBBBBBBBBBBBB"

static json_t *json(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    return value;
}
