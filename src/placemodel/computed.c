/* The `placement:` section may call functions (get_param, list_concat, if ...). What they compute
 * is read as a document of its own, and each of its nodes knows where it comes from: where both
 * trees have the same shape from the same place, below a call from the call. */
#include "section.h"

#include <string.h>

typedef struct {
    WfNode computed, source;
} Pair;

typedef struct {
    const WfDoc *computed, *source;
    WfNode *from;
    GArray *todo; /* of Pair */
} Walk;

static void push(Walk *w, WfNode computed, WfNode source)
{
    Pair pair = {computed, source};
    w->from[computed] = source;
    g_array_append_val(w->todo, pair);
}

/* The key of the source map with the same text; maps that no call made have it at the same place.
 */
static WfNode same_key(const Walk *w, WfNode map, WfNode guess, const char *name)
{
    if (guess && wf_doc_is(w->source, guess, name))
        return guess;
    WF_DOC_FOREACH (w->source, map, key, value) {
        g_autofree char *text = wf_doc_dup_key(w->source, key);
        (void)value;
        if (strcmp(text, name) == 0)
            return key;
    }
    return 0;
}

static void pair_map(Walk *w, Pair at)
{
    bool both = wf_doc_kind(w->source, at.source) == WF_MAP;
    WfNode guess = both ? wf_doc_first(w->source, at.source) : 0;
    WF_DOC_FOREACH (w->computed, at.computed, key, value) {
        g_autofree char *name = wf_doc_dup_key(w->computed, key);
        WfNode other = both ? same_key(w, at.source, guess, name) : 0;
        w->from[key] = other ? other : at.source;
        push(w, value, other ? wf_doc_end(w->source, other) : at.source);
        if (other && other == guess)
            guess = wf_doc_next(w->source, at.source, wf_doc_end(w->source, other));
    }
}

static void pair_list(Walk *w, Pair at)
{
    bool both = wf_doc_kind(w->source, at.source) == WF_SEQ;
    WfNode other = both ? wf_doc_first(w->source, at.source) : 0;
    WF_DOC_EACH (w->computed, at.computed, item) {
        push(w, item, other ? other : at.source);
        other = other ? wf_doc_next(w->source, at.source, other) : 0;
    }
}

static WfNode *origins(const WfDoc *computed, const WfDoc *source, WfNode section)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(Pair));
    Walk w = {computed, source, g_new0(WfNode, wf_doc_n_nodes(computed) + 1), todo};
    push(&w, wf_doc_root(computed), section);
    while (todo->len) {
        Pair at = g_array_index(todo, Pair, todo->len - 1);
        g_array_set_size(todo, todo->len - 1);
        if (wf_doc_kind(computed, at.computed) == WF_MAP)
            pair_map(&w, at);
        else if (wf_doc_kind(computed, at.computed) == WF_SEQ)
            pair_list(&w, at);
    }
    return w.from;
}

/* ---- what cannot be computed ---- */

static json_t *value_at(const WfModel *m, WfNode node, GError **error)
{
    return wf_model_value(m, (WfExpr){0, node}, WF_VALUE_KNOWN, error);
}

static WfNode failing_child(const WfModel *m, const WfDoc *doc, WfNode node)
{
    bool map = wf_doc_kind(doc, node) == WF_MAP;
    if (!map && wf_doc_kind(doc, node) != WF_SEQ)
        return 0;
    for (WfNode child = wf_doc_first(doc, node); child; child = wf_doc_next(doc, node, child)) {
        if (map)
            child = wf_doc_end(doc, child);
        json_auto_t *value = value_at(m, child, NULL);
        if (!value)
            return child;
    }
    return 0;
}

static void fault_of_call(const WfModel *m, WfNode section, WfFindings *findings)
{
    const WfDoc *doc = wf_model_doc(m, 0);
    g_autoptr(GError) error = NULL;
    for (WfNode child = section; (child = failing_child(m, doc, section));)
        section = child;
    json_auto_t *value = value_at(m, section, &error);
    wf_doc_finding(doc, section, findings, WF_CODE_PLACEMENT, "%s",
                   error ? error->message : "the placement section cannot be computed");
}

/* Calls that nothing but a running stack, or a value for the parameter, can answer. @from: where
 * each node comes from in @source; NULL: it is that one. @findings: NULL if only the answer counts.
 */
static bool has_open_calls(const WfDoc *computed, WfNode root, const WfDoc *source,
                           const WfNode *from, WfFindings *findings)
{
    static const char *const calls[] = {"get_param", "get_attr", "get_resource", "if"};
    bool any = false;
    for (WfNode node = root; node < wf_doc_end(computed, root); node++) {
        WfNode key = wf_doc_only_key(computed, node);
        if (!key)
            continue;
        for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
            if (!wf_doc_is(computed, key, calls[i]))
                continue;
            any = true;
            if (!findings)
                continue;
            wf_doc_finding(source, from ? from[key] : key, findings, WF_CODE_PLACEMENT,
                           "this is known only at launch, and placement needs it now");
            if (i == 0 || i == 3)
                wf_findings_hint(findings, "give the parameter with -P NAME=VALUE or -e FILE");
        }
    }
    return any;
}

/* Parameters without a value are no error while nothing is placed. */
static bool is_open(const WfPlaceProblem *p, const WfDoc *computed, WfNode root,
                    const WfDoc *source, const WfNode *from, WfFindings *findings)
{
    return has_open_calls(computed, root, source, from, p->dc ? findings : NULL);
}

static bool read_computed(const WfModel *m, WfPlaceProblem *p, WfNode section, const json_t *value,
                          WfFindings *findings)
{
    const WfDoc *source = wf_model_doc(m, 0);
    g_autofree char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(WfDoc) computed = wf_doc_parse(wf_doc_name(source), bytes, findings);
    if (!computed)
        return false;
    g_autofree WfNode *from = origins(computed, source, section);
    if (is_open(p, computed, wf_doc_root(computed), source, from, findings))
        return !p->dc;
    WfPlaceOrigin origin = {source, from};
    return wf_place_read_computed(p, computed, wf_doc_root(computed), &origin, findings);
}

bool placemodel_read_section(const WfModel *m, WfPlaceProblem *p, WfFindings *findings)
{
    const WfDoc *doc = wf_model_doc(m, 0);
    WfNode section = wf_doc_get(doc, wf_doc_root(doc), "placement");
    if (!section || wf_doc_kind(doc, section) == WF_NULL)
        return true;
    if (wf_model_expr_secret(m, (WfExpr){0, section})) {
        wf_doc_finding(doc, section, findings, WF_CODE_SECRET,
                       "the placement section reads a hidden parameter, and placements are shown");
        return false;
    }
    json_auto_t *value = value_at(m, section, NULL);
    json_auto_t *written = wf_doc_to_json(doc, section);
    if (!value)
        fault_of_call(m, section, findings);
    else if (json_equal(value, written)) /* nothing in it calls, or nothing can be told */
        return is_open(p, doc, section, doc, NULL, findings)
                   ? !p->dc
                   : wf_place_read_section(p, doc, section, findings);
    return value && read_computed(m, p, section, value, findings);
}
