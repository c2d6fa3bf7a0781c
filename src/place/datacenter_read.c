/* The datacenter file: levels, then the tree, read with a list of vertices to do
 * instead of recursion. A name may hold one range, "h[01-40]", which makes that many
 * vertices alike, and {}, which stands for the parent's name. */
#include <string.h>

#include "read.h"

#include <weft/datacenter.h>
#include <weft/limits.h>

static const char *const top_keys[] = {"datacenter", "levels", "zone", "ratios",
                                       "kinds",      "tree",   "weft", NULL};
static const char *const vertex_keys[] = {"name", "level",      "kind",      "capacity",
                                          "used", "properties", "bandwidth", "bandwidth_used",
                                          "zone", "disabled",   "children",  NULL};
static const char *const kind_keys[] = {"level",     "capacity",       "used", "properties",
                                        "bandwidth", "bandwidth_used", "zone", NULL};

typedef struct {
    WfNode children;
    guint32 parent, level; /* of the builder */
    char *name;            /* of the parent */
} Todo;

typedef struct {
    Reader r;
    WfDcBuilder *builder;
    WfNode kinds, ratios;
    GArray *todo; /* Todo */
    guint32 n_vertices;
    bool full;
} Load;

/* -- levels ----------------------------------------------------------------------- */

static guint32 add_level(Load *l, WfNode node)
{
    g_autofree char *name = reader_text(&l->r, node, "level");
    if (!name)
        return WF_DC_NONE;
    if (wf_dc_builder_find_level(l->builder, name) != WF_DC_NONE) {
        reader_fault(&l->r, node, "the level '%s' stands twice", name);
        return WF_DC_NONE;
    }
    guint32 level = wf_dc_builder_level(l->builder, name, WF_DC_NONE);
    if (level == WF_DC_NONE)
        reader_fault(&l->r, node, "more than %d levels", WF_LIMIT_DC_DEPTH);
    return level;
}

/* A list, outermost first; a list in it holds levels beside each other. */
static void read_level_list(Load *l, WfNode list)
{
    g_autoptr(GArray) above = g_array_new(FALSE, FALSE, sizeof(guint32));
    WF_DOC_EACH (l->r.doc, list, item) {
        g_autoptr(GArray) here = g_array_new(FALSE, FALSE, sizeof(guint32));
        bool several = wf_doc_kind(l->r.doc, item) == WF_SEQ;
        for (WfNode one = several ? wf_doc_first(l->r.doc, item) : item; one;
             one = several ? wf_doc_next(l->r.doc, item, one) : 0) {
            guint32 level = wf_dc_builder_n_levels(l->builder) < WF_LIMIT_DC_DEPTH
                                ? add_level(l, one)
                                : WF_DC_NONE;
            if (level != WF_DC_NONE)
                g_array_append_val(here, level);
            for (guint i = 0; i < above->len && level != WF_DC_NONE; i++)
                wf_dc_builder_below(l->builder, level, g_array_index(above, guint32, i));
        }
        g_array_set_size(above, 0);
        g_array_append_vals(above, here->data, here->len);
    }
}

static void put_below(Load *l, guint32 level, WfNode node)
{
    g_autofree char *name = reader_text(&l->r, node, "level above");
    guint32 above = name ? wf_dc_builder_find_level(l->builder, name) : WF_DC_NONE;
    if (!name)
        return;
    if (above == WF_DC_NONE)
        reader_fault(&l->r, node, "unknown level '%s'", name);
    else if (above == level || wf_dc_builder_is_below(l->builder, above, level))
        reader_fault(&l->r, node, "the level '%s' would be below itself", name);
    else
        wf_dc_builder_below(l->builder, level, above);
}

/* A map: level -> the level, or list of levels, it is below; null for the top. */
static void read_level_map(Load *l, WfNode map)
{
    const WfDoc *doc = l->r.doc;
    WF_DOC_FOREACH (doc, map, key, value) {
        (void)value;
        if (wf_dc_builder_n_levels(l->builder) < WF_LIMIT_DC_DEPTH)
            add_level(l, key);
    }
    WF_DOC_FOREACH (doc, map, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        guint32 level = wf_dc_builder_find_level(l->builder, name);
        if (level == WF_DC_NONE || wf_doc_kind(doc, value) == WF_NULL)
            continue;
        if (wf_doc_kind(doc, value) != WF_SEQ) {
            put_below(l, level, value);
            continue;
        }
        WF_DOC_EACH (doc, value, item) {
            put_below(l, level, item);
        }
    }
}

static void read_levels(Load *l, WfNode node)
{
    WfKind kind = wf_doc_kind(l->r.doc, node);
    if (kind == WF_MAP)
        read_level_map(l, node);
    else if (kind == WF_SEQ)
        read_level_list(l, node);
    else
        reader_fault(&l->r, node ? node : wf_doc_root(l->r.doc),
                     "a datacenter needs 'levels', outermost first: [room, rack, host]");
}

/* The one level directly below, WF_DC_NONE if there are several or none. */
static guint32 only_below(const Load *l, guint32 above)
{
    guint32 n = wf_dc_builder_n_levels(l->builder), only = WF_DC_NONE;
    for (guint32 low = 0; low < n; low++) {
        bool direct = above == WF_DC_NONE || wf_dc_builder_is_below(l->builder, low, above);
        for (guint32 mid = 0; mid < n && direct; mid++)
            if (wf_dc_builder_is_below(l->builder, low, mid) &&
                (above == WF_DC_NONE || wf_dc_builder_is_below(l->builder, mid, above)))
                direct = false;
        if (direct && only != WF_DC_NONE)
            return WF_DC_NONE;
        if (direct)
            only = low;
    }
    return only;
}

/* -- what a vertex says ------------------------------------------------------------ */

static double ratio_of(const Load *l, const char *resource)
{
    WfNode node = wf_doc_get(l->r.doc, l->ratios, resource);
    double ratio = node ? wf_doc_float(l->r.doc, node) : 1;
    return ratio > 0 && ratio <= 1000 ? ratio : 1;
}

static gint64 amount_at(Load *l, WfNode map, const char *name)
{
    WfNode node = wf_doc_get(l->r.doc, map, name);
    gint64 amount = 0;
    if (node)
        reader_amount(&l->r, node, name, WF_LIMIT_PLACE_AMOUNT, &amount);
    return amount;
}

static void read_amounts(Load *l, guint32 vertex, WfNode capacity, WfNode used)
{
    if (used && !capacity)
        reader_fault(&l->r, used, "'used' without 'capacity'");
    if (!capacity || !reader_is(&l->r, capacity, WF_MAP, "capacity") ||
        (used && !reader_is(&l->r, used, WF_MAP, "used")))
        return;
    WF_DOC_FOREACH (l->r.doc, capacity, key, value) {
        (void)value;
        g_autofree char *name = reader_text(&l->r, key, "resource");
        if (!name)
            continue;
        double whole = (double)amount_at(l, capacity, name) * ratio_of(l, name);
        wf_dc_builder_amount(l->builder, vertex, name,
                             (gint64)MIN(whole, (double)WF_LIMIT_PLACE_AMOUNT),
                             amount_at(l, used, name));
    }
    WF_DOC_FOREACH (l->r.doc, used, key, value) {
        g_autofree char *name = wf_doc_dup(l->r.doc, key);
        if (!wf_doc_get(l->r.doc, capacity, name))
            reader_fault(&l->r, value, "'%s' is used, but there is no capacity of it", name);
    }
}

static void read_property(Load *l, guint32 vertex, WfNode key, WfNode value)
{
    g_autofree char *name = reader_text(&l->r, key, "property");
    bool several = wf_doc_kind(l->r.doc, value) == WF_SEQ;
    for (WfNode one = several ? wf_doc_first(l->r.doc, value) : value; one && name;
         one = several ? wf_doc_next(l->r.doc, value, one) : 0) {
        g_autofree char *text = reader_text(&l->r, one, name);
        if (text)
            wf_dc_builder_property(l->builder, vertex, name, text);
    }
}

static void read_link(Load *l, guint32 vertex, WfNode node, WfNode used_node)
{
    gint64 bandwidth = WF_DC_UNLIMITED, used = 0;
    if (node && !reader_amount(&l->r, node, "bandwidth", WF_LIMIT_PLACE_AMOUNT, &bandwidth))
        return;
    if (used_node)
        reader_amount(&l->r, used_node, "bandwidth_used", WF_LIMIT_PLACE_AMOUNT, &used);
    if (node)
        wf_dc_builder_link(l->builder, vertex, bandwidth, used);
}

/* The vertex's own key, or else its kind's. */
static WfNode field(const Load *l, WfNode body, WfNode kind, const char *name)
{
    WfNode own = wf_doc_get(l->r.doc, body, name);
    return own ? own : wf_doc_get(l->r.doc, kind, name);
}

static void describe(Load *l, guint32 vertex, WfNode body, WfNode kind)
{
    const WfDoc *doc = l->r.doc;
    WfNode properties[] = {wf_doc_get(doc, kind, "properties"),
                           wf_doc_get(doc, body, "properties")};
    for (guint i = 0; i < 2; i++) {
        if (!properties[i] || !reader_is(&l->r, properties[i], WF_MAP, "properties"))
            continue;
        WF_DOC_FOREACH (doc, properties[i], key, value) {
            read_property(l, vertex, key, value);
        }
    }
    read_amounts(l, vertex, field(l, body, kind, "capacity"), field(l, body, kind, "used"));
    read_link(l, vertex, field(l, body, kind, "bandwidth"), field(l, body, kind, "bandwidth_used"));
    WfNode zone = field(l, body, kind, "zone"), disabled = wf_doc_get(doc, body, "disabled");
    g_autofree char *zone_text = zone ? reader_text(&l->r, zone, "zone") : NULL;
    if (zone_text)
        wf_dc_builder_zone(l->builder, vertex, zone_text);
    if (disabled && wf_doc_kind(doc, disabled) == WF_BOOL) {
        if (wf_doc_bool(doc, disabled))
            wf_dc_builder_disable(l->builder, vertex, "disabled");
    } else if (disabled) {
        g_autofree char *why = reader_text(&l->r, disabled, "disabled");
        if (why)
            wf_dc_builder_disable(l->builder, vertex, why);
    }
}

static guint32 level_of(Load *l, WfNode at, WfNode body, WfNode kind, guint32 above)
{
    WfNode node = field(l, body, kind, "level");
    if (!node) {
        guint32 level = only_below(l, above);
        if (level == WF_DC_NONE)
            reader_fault(&l->r, at, "a level is missing: none, or several, could be meant here");
        return level;
    }
    g_autofree char *name = reader_text(&l->r, node, "level");
    guint32 level = name ? wf_dc_builder_find_level(l->builder, name) : WF_DC_NONE;
    if (name && level == WF_DC_NONE)
        reader_fault(&l->r, node, "unknown level '%s'", name);
    return level;
}

static WfNode kind_of(Load *l, WfNode body)
{
    WfNode node = wf_doc_get(l->r.doc, body, "kind");
    if (!node)
        return 0;
    WfNode kind = wf_doc_get_str(l->r.doc, l->kinds, wf_doc_text(l->r.doc, node));
    if (!kind || wf_doc_kind(l->r.doc, kind) != WF_MAP) {
        g_autofree char *name = wf_doc_dup(l->r.doc, node);
        reader_fault(&l->r, node, "unknown kind '%s'", name);
        return 0;
    }
    return kind;
}

/* -- names ------------------------------------------------------------------------- */

/* "h[08-12]": the parts around the range, its ends and its digits. */
typedef struct {
    char *head, *tail;
    guint64 from, to;
    int digits;
} Range;

static void range_clear(Range *range)
{
    g_free(range->head);
    g_free(range->tail);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Range, range_clear)

static bool split_range(const char *name, Range *ret)
{
    g_autoptr(GRegex) regex = g_regex_new("^(.*?)\\[(\\d+)-(\\d+)\\](.*)$", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(regex, name, 0, &match))
        return false;
    g_autofree char *from = g_match_info_fetch(match, 2);
    g_autofree char *to = g_match_info_fetch(match, 3);
    ret->head = g_match_info_fetch(match, 1);
    ret->tail = g_match_info_fetch(match, 4);
    ret->from = g_ascii_strtoull(from, NULL, 10);
    ret->to = g_ascii_strtoull(to, NULL, 10);
    ret->digits = (int)strlen(from);
    return true;
}

/* It may be longer than what there is room for, which is found as its vertices are added. */
static bool is_sound_range(Load *l, WfNode at, const char *pattern, const Range *range)
{
    g_auto(Range) second = {0};

    if (split_range(range->tail, &second))
        reader_fault(&l->r, at, "'%s' holds more than one range", pattern);
    else if (range->from > range->to)
        reader_fault(&l->r, at, "the range of '%s' runs backwards", pattern);
    else if (range->from == G_MAXUINT64)
        reader_fault(&l->r, at, "the numbers of the range of '%s' are too large", pattern);
    else
        return true;
    return false;
}

static char *with_parent(const char *name, const char *parent)
{
    g_auto(GStrv) part = g_strsplit(name, "{}", -1);
    return g_strjoinv(parent, part);
}

static void add_one(Load *l, const Todo *up, WfNode at, const char *name, WfNode body, WfNode kind,
                    guint32 level)
{
    if (l->full)
        return;
    if (strlen(name) > WF_LIMIT_NAME_BYTES || ++l->n_vertices > WF_LIMIT_DC_VERTICES) {
        wf_doc_finding(l->r.doc, at, l->r.findings, WF_CODE_LIMIT,
                       "more than %u vertices, or a name of more than %u bytes",
                       WF_LIMIT_DC_VERTICES, WF_LIMIT_NAME_BYTES);
        l->full = true;
        return;
    }
    WfSpan span = wf_doc_span(l->r.doc, at);
    guint32 vertex = wf_dc_builder_add(l->builder, up->parent, name, level, &span);
    describe(l, vertex, body, kind);
    WfNode children = wf_doc_get(l->r.doc, body, "children");
    if (!children)
        return;
    Todo todo = {children, vertex, level, g_strdup(name)};
    g_array_append_val(l->todo, todo);
}

static void add_vertex(Load *l, const Todo *up, WfNode at, const char *pattern, WfNode body)
{
    if (!reader_is(&l->r, body, WF_MAP, pattern))
        return;
    reader_keys(&l->r, body, vertex_keys);
    WfNode kind = kind_of(l, body);
    guint32 level = level_of(l, at, body, kind, up->level);
    if (level == WF_DC_NONE)
        return;
    g_auto(Range) range = {0};
    if (!split_range(pattern, &range)) {
        g_autofree char *name = with_parent(pattern, up->name);
        add_one(l, up, at, name, body, kind, level);
        return;
    }
    if (!is_sound_range(l, at, pattern, &range))
        return;
    for (guint64 n = range.from; n <= range.to && !l->full; n++) {
        g_autofree char *numbered =
            g_strdup_printf("%s%0*" G_GUINT64_FORMAT "%s", range.head, range.digits, n, range.tail);
        g_autofree char *name = with_parent(numbered, up->name);
        add_one(l, up, at, name, body, kind, level);
    }
}

static void add_children(Load *l, const Todo *up)
{
    const WfDoc *doc = l->r.doc;
    if (wf_doc_kind(doc, up->children) == WF_MAP) {
        WF_DOC_FOREACH (doc, up->children, key, value) {
            g_autofree char *name = reader_text(&l->r, key, "name");
            if (name)
                add_vertex(l, up, key, name, value);
        }
        return;
    }
    if (!reader_is(&l->r, up->children, WF_SEQ, "children"))
        return;
    WF_DOC_EACH (doc, up->children, item) {
        WfNode node = wf_doc_get(doc, item, "name");
        g_autofree char *name = node ? reader_text(&l->r, node, "name") : NULL;
        if (!node)
            reader_fault(&l->r, item, "a vertex without a name");
        if (name)
            add_vertex(l, up, item, name, item);
    }
}

static void read_tree(Load *l, WfNode tree, const char *name)
{
    Todo top = {tree, 0, WF_DC_NONE, g_strdup(name)};
    g_array_append_val(l->todo, top);
    for (guint i = 0; i < l->todo->len && !l->full; i++) {
        Todo up = g_array_index(l->todo, Todo, i); /* a copy: the list grows */
        add_children(l, &up);
    }
    for (guint i = 0; i < l->todo->len; i++)
        g_free(g_array_index(l->todo, Todo, i).name);
}

static void check_shared(Load *l)
{
    const WfDoc *doc = l->r.doc;
    if (l->kinds && !reader_is(&l->r, l->kinds, WF_MAP, "kinds"))
        l->kinds = 0;
    WF_DOC_FOREACH (doc, l->kinds, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (reader_is(&l->r, value, WF_MAP, name))
            reader_keys(&l->r, value, kind_keys);
    }
    if (l->ratios && !reader_is(&l->r, l->ratios, WF_MAP, "ratios"))
        l->ratios = 0;
    WF_DOC_FOREACH (doc, l->ratios, key, value) {
        double ratio;
        g_autofree char *name = wf_doc_dup(doc, key);
        reader_number(&l->r, value, name, 1000, &ratio);
    }
}

WfDatacenter *wf_dc_read(const WfDoc *doc, WfFindings *findings)
{
    WfNode root = wf_doc_root(doc);
    Load l = {.r = {.doc = doc, .findings = findings, .code = WF_CODE_DATACENTER}};
    guint before = wf_findings_count(findings, WF_FAULT);
    if (!reader_holds(&l.r, "a datacenter needs 'levels' and a 'tree'") ||
        !reader_is(&l.r, root, WF_MAP, "datacenter"))
        return NULL;
    reader_keys(&l.r, root, top_keys);
    WfNode name_node = wf_doc_get(doc, root, "datacenter"), zone = wf_doc_get(doc, root, "zone");
    g_autofree char *name = name_node ? reader_text(&l.r, name_node, "datacenter") : NULL;
    g_autofree char *zone_text = zone ? reader_text(&l.r, zone, "zone") : NULL;
    g_autoptr(WfDcBuilder) builder = l.builder =
        wf_dc_builder_new(name ? name : "datacenter", wf_doc_name(doc));
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(Todo));
    l.todo = todo;
    l.kinds = wf_doc_get(doc, root, "kinds");
    l.ratios = wf_doc_get(doc, root, "ratios");
    check_shared(&l);
    read_levels(&l, wf_doc_get(doc, root, "levels"));
    if (zone_text)
        wf_dc_builder_zone(builder, 0, zone_text);
    if (wf_doc_get(doc, root, "tree"))
        read_tree(&l, wf_doc_get(doc, root, "tree"), name ? name : "datacenter");
    else
        reader_fault(&l.r, root, "a datacenter needs a 'tree'");
    if (wf_findings_count(findings, WF_FAULT) > before)
        return NULL;
    return wf_dc_builder_end(builder, findings);
}

WfDatacenter *wf_dc_parse(const char *name, GBytes *bytes, WfFindings *findings)
{
    g_autoptr(WfDoc) doc = wf_doc_parse(name, bytes, findings);
    return doc ? wf_dc_read(doc, findings) : NULL;
}
