/* Text on its way to a person: what comes out is safe, fits, and stays what it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <weft/text.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    g_printerr("does not hold: %s\n", what);
    abort();
}

static void check_cut(const char *visible, int columns)
{
    g_autofree char *end = wf_text_cut(visible, columns, "…");
    g_autofree char *middle = wf_text_cut_middle(visible, columns, "~");
    must(g_utf8_validate(end, -1, NULL) && g_utf8_validate(middle, -1, NULL), "cuts are UTF-8");
    must(wf_text_width(end, -1) <= columns && wf_text_width(middle, -1) <= columns, "cuts fit");
    if (wf_text_width(visible, -1) <= columns)
        must(strcmp(end, visible) == 0 && strcmp(middle, visible) == 0, "what fits is not cut");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    g_autofree char *visible = wf_text_visible(text, (gssize)size, 0);
    must(g_utf8_validate(visible, -1, NULL), "visible text is UTF-8");
    must(wf_text_is_plain(visible, -1), "visible text is plain");
    must(!wf_text_is_plain(text, (gssize)size) ||
             (strlen(visible) == size && memcmp(visible, text, size) == 0),
         "plain text is not changed");
    for (int columns = 0; columns < 12; columns++)
        check_cut(visible, columns);

    gsize half = size / 2;
    g_autofree char *a = g_strndup(text, half), *b = g_strndup(text + half, size - half);
    must(wf_text_distance(a, b, 5) == wf_text_distance(b, a, 5), "distance has no direction");
    must((wf_text_distance(a, b, 5) == 0) == (strcmp(a, b) == 0), "only equal texts are at 0");
    g_autofree char *bounded = wf_text_visible(text, (gssize)size, 7);
    must(g_utf8_validate(bounded, -1, NULL), "bounded text is UTF-8");
    return 0;
}
