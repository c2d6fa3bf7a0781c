/* From bytes to a document: encoding first, then the first reader that can. */
#include "doc_priv.h"

#include <string.h>

static void add_whole_file(const char *name, WfFindings *findings, WfCode code, const char *message)
{
    wf_findings_add(findings, code, name, NULL, "%s", message);
}

/* UTF-16 to UTF-8, as a new GBytes; NULL if it is broken. */
static GBytes *from_utf16(const guchar *bytes, gsize len, bool big_endian)
{
    if (len % 2 != 0)
        return NULL;
    g_autofree gunichar2 *units = g_malloc(len + 2);
    for (gsize i = 0; i < len / 2; i++)
        units[i] = (gunichar2)(big_endian ? bytes[2 * i] << 8 | bytes[2 * i + 1]
                                          : bytes[2 * i + 1] << 8 | bytes[2 * i]);
    glong read = 0, written = 0;
    char *text = g_utf16_to_utf8(units, (glong)(len / 2), &read, &written, NULL);
    if (!text || (gsize)read != len / 2) { /* it stops at a zero character */
        g_free(text);
        return NULL;
    }
    return g_bytes_new_take(text, (gsize)written);
}

/* Its mark begins as that of UTF-16 does, but no text begins with NUL. */
static bool is_utf32(const guchar *data, gsize len)
{
    return len >= 4 &&
           (memcmp(data, "\xFF\xFE\0\0", 4) == 0 || memcmp(data, "\0\0\xFE\xFF", 4) == 0);
}

static bool is_ascii(const char *s, gsize len)
{
    guint64 any = 0, word;
    gsize i = 0;
    for (; i + 8 <= len; i += 8) {
        memcpy(&word, s + i, 8);
        any |= word;
    }
    for (; i < len; i++)
        any |= (guchar)s[i];
    return (any & 0x8080808080808080u) == 0;
}

WfDoc *doc_new(const char *name, GBytes *bytes, WfFindings *findings)
{
    gsize len;
    const guchar *data = g_bytes_get_data(bytes, &len);
    g_autoptr(GBytes) text = NULL;
    gsize skip = 0;

    if (len > WF_LIMIT_FILE_BYTES) {
        wf_findings_add(findings, WF_CODE_LIMIT, name, NULL, "the file is larger than %u MiB",
                        WF_LIMIT_FILE_BYTES >> 20);
        return NULL;
    }
    if (is_utf32(data, len)) {
        add_whole_file(name, findings, WF_CODE_YAML,
                       "the file is UTF-32; UTF-8 and UTF-16 are read");
        return NULL;
    }
    if (len >= 2 &&
        ((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF))) {
        text = from_utf16(data + 2, len - 2, data[0] == 0xFE);
        if (!text) {
            add_whole_file(name, findings, WF_CODE_YAML,
                           "the file begins as UTF-16, but is not valid UTF-16");
            return NULL;
        }
    } else {
        text = g_bytes_ref(bytes);
        skip = len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    }
    WfDoc *doc = g_new0(WfDoc, 1);
    g_atomic_ref_count_init(&doc->refs);
    doc->name = g_strdup(name);
    const char *all = g_bytes_get_data(text, &doc->len);
    doc->text = all ? all + skip : "";
    doc->len -= skip;
    doc->bytes = g_steal_pointer(&text);
    doc->ascii = is_ascii(doc->text, doc->len);
    return doc;
}

static bool looks_like_json(const WfDoc *doc)
{
    gsize i = 0;
    while (i < doc->len && strchr(" \t\r\n", doc->text[i]) && doc->text[i])
        i++;
    return i < doc->len && (doc->text[i] == '{' || doc->text[i] == '[');
}

WfDoc *wf_doc_parse(const char *name, GBytes *bytes, WfFindings *findings)
{
    g_autoptr(WfDoc) doc = doc_new(name, bytes, findings);
    if (!doc)
        return NULL;
    bool done = looks_like_json(doc) ? json_read(doc, findings) : subset_read(doc, findings);
    if (!done && !libyaml_read(doc, findings))
        return NULL;
    return g_steal_pointer(&doc);
}

WfDoc *wf_doc_parse_libyaml(const char *name, GBytes *bytes, WfFindings *findings)
{
    g_autoptr(WfDoc) doc = doc_new(name, bytes, findings);
    if (!doc || !libyaml_read(doc, findings))
        return NULL;
    return g_steal_pointer(&doc);
}
