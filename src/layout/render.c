/* Pictures by Graphviz' own renderers, in a child: it may loop, abort or eat memory on any input.
 */
#include "child.h"
#include "graphviz.h"

#include <string.h>
#include <weft/error.h>
#include <weft/layout.h>

#define RENDER_MS 30000
#define MOST_DOT (64u << 20)

enum { STATUS_DONE, STATUS_NO_GRAPH, STATUS_NO_LAYOUT, STATUS_NO_RENDERER };

typedef struct {
    const char *dot;
    WfPicture format;
} Request;

static const char *format_name(WfPicture format)
{
    static const char *const names[] = {"svg", "png", "pdf"};
    return names[format];
}

static int render(int out, gpointer data)
{
    const Request *request = data;
    WfGraphviz gv;
    if (!wf_graphviz_open(&gv,
                          request->format == WF_PICTURE_SVG ? WF_GRAPHVIZ_SVG : WF_GRAPHVIZ_ALL))
        return STATUS_NO_LAYOUT;
    gv.agreseterrors();
    Agraph_t *graph = gv.agmemread(request->dot);
    if (!graph || gv.agerrors() >= AGERR)
        return STATUS_NO_GRAPH;
    if (gv.gvLayout(gv.gvc, graph, "dot") != 0 || gv.agerrors() >= AGERR)
        return STATUS_NO_LAYOUT;
    char *bytes = NULL;
    unsigned len = 0;
    if (gv.gvRenderData(gv.gvc, graph, format_name(request->format), &bytes, &len) != 0 || !bytes ||
        !len)
        return STATUS_NO_RENDERER;
    return wf_child_write(out, bytes, len) ? STATUS_DONE : STATUS_NO_RENDERER;
}

/* Graphviz speaks in several lines and with its own prefix; the first says it. */
static char *first_words(WfChild *child)
{
    const char *words = wf_child_trouble(child);
    while (g_str_has_prefix(words, "Error: ") || g_str_has_prefix(words, "<stdin>: "))
        words = strchr(words, ' ') + 1;
    return g_strstrip(g_strndup(words, strcspn(words, "\n")));
}

static void explain(WfChild *child, WfPicture format, GError **error)
{
    g_autofree char *words = first_words(child);
    switch (wf_child_status(child)) {
    case STATUS_NO_GRAPH:
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "cannot read the graph: %s", words);
        break;
    case STATUS_NO_LAYOUT:
        g_set_error(error, WF_ERROR, WF_ERROR_FAILED, "graphviz cannot lay out the graph: %s",
                    words);
        break;
    case STATUS_NO_RENDERER:
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "graphviz cannot write %s here: %s",
                    format_name(format), words);
        break;
    default:
        g_set_error(error, WF_ERROR, wf_child_late(child) ? WF_ERROR_LIMIT : WF_ERROR_FAILED,
                    "graphviz cannot draw the graph: it %s", words);
    }
}

GBytes *wf_picture_render(const char *dot, WfPicture format, guint deadline_ms, GError **error)
{
    Request request = {dot, format};
    if (strlen(dot) > MOST_DOT) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "cannot draw a graph of more than %u MB of text", MOST_DOT >> 20);
        return NULL;
    }
    g_autoptr(WfChild) child =
        wf_child_start(render, &request, deadline_ms ? deadline_ms : RENDER_MS, error);
    if (!child)
        return NULL;
    wf_child_wait(child);
    if (wf_child_status(child) != STATUS_DONE) {
        explain(child, format, error);
        return NULL;
    }
    const GByteArray *output = wf_child_output(child);
    return g_bytes_new(output->data, output->len);
}
