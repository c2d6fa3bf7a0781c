/* What differs between two definitions of a component. Values are looked at only where digests
 * differ: the same value may be written in two ways, and only a real difference counts. */
#include "plan_priv.h"

#include <string.h>

static bool same_value(const WfModel *om, WfExpr old, const WfModel *nm, WfExpr new)
{
    if (!old.node || !new.node)
        return !old.node && !new.node;
    if (wf_model_same(om, old, nm, new))
        return true;
    json_auto_t *a = wf_model_value(om, old, WF_VALUE_KNOWN, NULL);
    json_auto_t *b = wf_model_value(nm, new, WF_VALUE_KNOWN, NULL);
    return a && b && json_equal(a, b);
}

static bool find_input(const WfModel *m, WfId c, const char *name, WfInput *ret)
{
    WfId i = wf_model_input_find(m, c, name);

    if (i != WF_NONE)
        wf_model_input(m, i, ret);
    return i != WF_NONE;
}

static void add(GPtrArray *reasons, char *text)
{
    if (reasons)
        g_ptr_array_add(reasons, text);
    else
        g_free(text);
}

/* Every comparison below returns whether something differs, and says what if @reasons is given. */

static bool compare_inputs(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    bool differs = false;
    WfInput a, b;
    WfId first;
    guint32 n;

    wf_model_component_inputs(plan->new, new, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_input(plan->new, i, &b);
        if (!find_input(plan->old, old, b.name, &a)) {
            g_autofree char *value = plan_value_words(plan->new, &b);
            add(reasons, g_strdup_printf("input %s: new, %s", b.name, value));
            differs = true;
        } else if (!same_value(plan->old, a.value, plan->new, b.value) || a.lazy != b.lazy) {
            g_autofree char *words = plan_change_words(plan, &a, &b);
            add(reasons, g_strdup_printf("input %s: %s", b.name, words));
            differs = true;
        }
    }
    wf_model_component_inputs(plan->old, old, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_input(plan->old, i, &a);
        if (find_input(plan->new, new, a.name, &b))
            continue;
        add(reasons, g_strdup_printf("input %s: gone", a.name));
        differs = true;
    }
    return differs;
}

static bool has_output(const WfModel *m, WfId c, const WfOutput *wanted)
{
    WfId o = wf_model_output_find(m, c, wanted->name);
    WfOutput output;

    if (o == WF_NONE)
        return false;
    wf_model_output(m, o, &output);
    return output.secret == wanted->secret && output.error_output == wanted->error_output;
}

static bool compare_outputs(const WfModel *from, WfId a, const WfModel *to, WfId b,
                            const char *what, GPtrArray *reasons)
{
    bool differs = false;
    WfId first;
    guint32 n;
    WfOutput output;

    wf_model_component_outputs(to, b, &first, &n);
    for (WfId o = first; o < first + n; o++) {
        wf_model_output(to, o, &output);
        if (has_output(from, a, &output))
            continue;
        add(reasons, g_strdup_printf("output %s: %s", output.name, what));
        differs = true;
    }
    return differs;
}

/* An output that nobody reads is not kept, so once somebody does the recipe has to give it again.
 */
static bool compare_implicit(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    bool differs = false;

    for (guint i = 0; i < WF_N_IMPLICIT; i++) {
        bool is = wf_model_component_implicit_is_read(plan->new, new, i);
        if (is == wf_model_component_implicit_is_read(plan->old, old, i))
            continue;
        add(reasons, g_strdup_printf("output %s: %s", wf_model_implicit_output(i),
                                     is ? "is read now" : "is no longer read"));
        differs = true;
    }
    return differs;
}

/* The file a config comes from, or NULL. */
static char *config_file(const WfModel *m, WfExpr config)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, config).doc);
    WfNode file =
        wf_doc_kind(doc, config.node) == WF_MAP ? wf_doc_get(doc, config.node, "get_file") : 0;
    return file ? wf_doc_dup(doc, file) : NULL;
}

#define MOST_LINES 100000 /* of a text: how many lines of it are others is told */

static guint count_lines(const char *text)
{
    guint n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* Lines of either text that the other has not (as a bag): small and honest, no diff. */
static guint differing_lines(const char *old, const char *new)
{
    g_auto(GStrv) a = g_strsplit(old, "\n", -1), b = g_strsplit(new, "\n", -1);
    g_autoptr(GHashTable) bag = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = 0;

    for (guint i = 0; a[i]; i++)
        g_hash_table_insert(bag, a[i],
                            GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(bag, a[i])) + 1));
    for (guint i = 0; b[i]; i++) {
        int left = GPOINTER_TO_INT(g_hash_table_lookup(bag, b[i]));
        if (left > 0)
            g_hash_table_insert(bag, b[i], GINT_TO_POINTER(left - 1));
        else
            n++;
    }
    return MAX(n, 1);
}

static char *config_words(const WfPlan *plan, const WfRecipe *old, const WfRecipe *new)
{
    g_autofree char *from = config_file(plan->old, old->config),
                    *to = config_file(plan->new, new->config);
    json_auto_t *a =
        old->config.node ? wf_model_value(plan->old, old->config, WF_VALUE_KNOWN, NULL) : NULL;
    json_auto_t *b =
        new->config.node ? wf_model_value(plan->new, new->config, WF_VALUE_KNOWN, NULL) : NULL;

    if (from && to && strcmp(from, to) != 0)
        return g_strdup_printf("%s -> %s", from, to);
    if (json_is_string(a) && json_is_string(b) && count_lines(json_string_value(b)) < MOST_LINES) {
        guint n = differing_lines(json_string_value(a), json_string_value(b));
        return g_strdup_printf("%s%s%u line%s", to ? to : "", to ? ", " : "", n, n == 1 ? "" : "s");
    }
    return g_strdup(to ? to : "its text");
}

static bool compare_recipe(const WfPlan *plan, const WfRecipe *old, const WfRecipe *new,
                           GPtrArray *reasons)
{
    if (strcmp(old->group, new->group) != 0) {
        add(reasons, g_strdup_printf("hook %s -> %s", old->group, new->group));
    } else if (!same_value(plan->old, old->config, plan->new, new->config)) {
        g_autofree char *words = config_words(plan, old, new);
        add(reasons, g_strdup_printf("config changed (%s)", words));
    } else if (!same_value(plan->old, old->options, plan->new, new->options)) {
        add(reasons, g_strdup("options changed"));
    } else if (g_strcmp0(old->input_key, new->input_key) != 0) {
        add(reasons, g_strdup("input_key changed"));
    } else {
        return false;
    }
    return true;
}

/* CREATE and UPDATE share a recipe unless said otherwise: it is compared once. What has neither
 * config nor options may still have another hook; no recipe at all has none. */
static bool same_recipe(const WfRecipe *a, const WfRecipe *b)
{
    return g_strcmp0(a->group, b->group) == 0 && a->config.node == b->config.node &&
           a->config.scope == b->config.scope && a->options.node == b->options.node &&
           a->options.scope == b->options.scope;
}

static bool compare_recipes(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    WfRecipe x = {0}, y = {0};
    bool differs = false;

    for (guint a = WF_CREATE; a <= WF_RESUME; a <<= 1) {
        WfRecipe last_x = x, last_y = y;
        bool in_old = wf_model_component_recipe(plan->old, old, a, &x);
        bool in_new = wf_model_component_recipe(plan->new, new, a, &y);
        if (in_old != in_new) {
            add(reasons,
                g_strdup_printf("action %s: %s", wf_action_name(a), in_new ? "new" : "gone"));
            differs = true;
        } else if (in_new && !(same_recipe(&x, &last_x) && same_recipe(&y, &last_y))) {
            differs |= compare_recipe(plan, &x, &y, reasons);
        }
    }
    return differs;
}

static bool follows(const WfModel *m, WfId c, WfId target, bool delivered)
{
    WfId first;
    guint32 n;
    WfRead read;

    wf_model_component_reads(m, c, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_read(m, i, &read);
        if (read.source == WF_SOURCE_COMPONENT && !read.attr && read.target == target)
            return wf_model_component_no_signal(m, target) == delivered;
    }
    return false;
}

/* @same: what the components of @to are in @from. */
static bool compare_order(const WfModel *from, WfId a, const WfModel *to, WfId b, const WfId *same,
                          const char *words, GPtrArray *reasons)
{
    bool differs = false;
    WfId first;
    guint32 n;
    WfRead read;

    wf_model_component_reads(to, b, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        wf_model_read(to, i, &read);
        if (read.source != WF_SOURCE_COMPONENT || read.attr)
            continue;
        WfId there = same[read.target];
        bool delivered = wf_model_component_no_signal(to, read.target);
        if (there != WF_NONE && follows(from, a, there, delivered))
            continue;
        add(reasons,
            g_strdup_printf("order: %s %s%s", words, wf_model_component_name(to, read.target),
                            delivered ? ", once delivered" : ""));
        differs = true;
    }
    return differs;
}

/* A component of the short form is all in its definition, but for what its depends_on stands for;
 * of most nothing else has to be looked at. */
static bool same_definition(const WfPlan *plan, WfId old, WfId new)
{
    return wf_model_component_deployment(plan->old, old) == WF_NONE &&
           wf_model_component_deployment(plan->new, new) == WF_NONE &&
           wf_model_same(plan->old, wf_model_component_definition(plan->old, old), plan->new,
                         wf_model_component_definition(plan->new, new));
}

static bool compare_parts(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    bool differs = compare_recipes(plan, old, new, reasons);

    differs |= compare_inputs(plan, old, new, reasons);
    differs |= compare_outputs(plan->old, old, plan->new, new, "new", reasons);
    differs |= compare_outputs(plan->new, new, plan->old, old, "gone", reasons);
    return differs;
}

static bool compare(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    WfId a = wf_model_component_vm(plan->old, old), b = wf_model_component_vm(plan->new, new);
    bool differs = false;

    if (a != WF_NONE && b != WF_NONE &&
        strcmp(wf_model_vm_name(plan->old, a), wf_model_vm_name(plan->new, b)) != 0) {
        add(reasons, g_strdup_printf("moved from VM %s", wf_model_vm_name(plan->old, a)));
        differs = true;
    }
    differs |= !same_definition(plan, old, new) && compare_parts(plan, old, new, reasons);
    differs |= compare_implicit(plan, old, new, reasons);
    differs |= compare_order(plan->old, old, plan->new, new, plan->old_of, "now after", reasons);
    differs |=
        compare_order(plan->new, new, plan->old, old, plan->new_of, "no longer after", reasons);
    return differs;
}

bool wf_plan_component_differs(const WfPlan *plan, WfId old, WfId new)
{
    return compare(plan, old, new, NULL);
}

void wf_plan_component_reasons(const WfPlan *plan, WfId old, WfId new, GPtrArray *reasons)
{
    compare(plan, old, new, reasons);
}
