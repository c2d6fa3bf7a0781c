/* Where libyaml's marks stand in the text: it counts characters, a document bytes. */
#include "libyaml_priv.h"

gsize reader_offset(Reader *reader, gsize chars)
{
    const char *text = reader->doc->text;
    gsize len = reader->doc->len;
    if (reader->doc->ascii)
        return MIN(chars, len);
    if (chars < reader->mark_chars)
        reader->mark_chars = reader->mark_bytes = 0;
    gsize bytes = reader->mark_bytes;
    for (gsize i = reader->mark_chars; i < chars && bytes < len; i++)
        bytes += (gsize)g_utf8_skip[(guchar)text[bytes]];
    reader->mark_chars = chars;
    reader->mark_bytes = bytes = MIN(bytes, len);
    return bytes;
}
