/* What there is to say about a component. */
#include "facts_priv.h"

#include <string.h>

#define RECIPE_LINES 400

static void add_reads(Facts *f, WfId component, WfId input)
{
    WfId first;
    guint32 n;
    wf_model_component_reads(f->m, component, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfRead read;
        wf_model_read(f->m, i, &read);
        if (read.input != input || read.source == WF_SOURCE_LITERAL)
            continue;
        g_autofree char *from = facts_source(f->m, &read);
        Fact *fact = facts_addf(f, WF_ROLE_EDGE_UP, "   %s %s%s", facts_arrow(f, false), from,
                                read.source == WF_SOURCE_INFRA ? "  (infrastructure)" : "");
        if (read.target == WF_NONE)
            continue;
        if (read.source == WF_SOURCE_COMPONENT)
            fact->link = (WfThing){WF_THING_COMPONENT, read.target};
        else if (read.source == WF_SOURCE_INFRA)
            fact->link = (WfThing){WF_THING_RESOURCE, read.target};
        else
            fact->link = (WfThing){WF_THING_VM, read.target};
    }
}

static bool reads_something(const Facts *f, WfId component, WfId input)
{
    WfId first;
    guint32 n;
    wf_model_component_reads(f->m, component, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfRead read;
        wf_model_read(f->m, i, &read);
        if (read.input == input && read.source != WF_SOURCE_LITERAL)
            return true;
    }
    return false;
}

/* A value that is only a reference needs no words beside where it comes from, unless it takes a
 * part of what is there. */
static bool is_reference(const WfModel *m, WfExpr expr)
{
    json_auto_t *value = expr.node ? wf_model_value(m, expr, WF_VALUE_KNOWN, NULL) : NULL;

    return json_object_size(value) == 1 &&
           (json_object_get(value, "get_resource") ||
            json_array_size(json_object_get(value, "get_attr")) == 2);
}

static void add_input(Facts *f, WfId component, WfId id)
{
    WfInput input;
    wf_model_input(f->m, id, &input);
    g_autofree char *value = facts_value(f->m, input.value, input.secret);
    bool reads = reads_something(f, component, id);
    const char *tags[] = {input.secret ? " secret" : "", input.lazy ? " lazy" : "",
                          input.value.node ? "" : " (no value)"};
    if (value[0] && !(reads && is_reference(f->m, input.value))) {
        g_autofree char *line = g_strdup_printf(" %s = %s%s", input.name, value, tags[1]);
        facts_wrap(f, WF_ROLE_TEXT, 3, 4, line);
    } else {
        facts_addf(f, WF_ROLE_TEXT, " %s%s%s%s", input.name, tags[0], tags[1],
                   reads ? "" : tags[2]);
    }
    if (reads)
        add_reads(f, component, id);
}

static void add_inputs(Facts *f, WfId component)
{
    WfId first;
    guint32 n;
    wf_model_component_inputs(f->m, component, &first, &n);
    if (!n)
        return;
    facts_heading(f, "inputs %u", n);
    for (WfId i = first; i < first + n; i++)
        add_input(f, component, i);
}

static void add_outputs(Facts *f, WfId component)
{
    WfId first;
    guint32 n;
    bool any = false;
    wf_model_component_outputs(f->m, component, &first, &n);
    for (WfId i = first; i < first + n; i++) {
        WfOutput output;
        wf_model_output(f->m, i, &output);
        if (wf_model_output_is_implicit(output.name))
            continue;
        if (!any)
            facts_heading(f, "outputs");
        any = true;
        facts_addf(f, WF_ROLE_TEXT, " %s%s%s", output.name, output.secret ? "  secret" : "",
                   output.error_output ? "  (an error if not empty)" : "");
    }
}

static void add_recipe(Facts *f, WfId component, WfActions action)
{
    g_autofree char *text = facts_recipe(f->m, component, action);
    if (!text || !*text)
        return;
    facts_heading(f, "recipe at %s", wf_action_name(action));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    for (guint i = 0; lines[i] && i < RECIPE_LINES; i++) {
        WfRole role = lines[i][strspn(lines[i], " \t")] == '#' ? WF_ROLE_COMMENT : WF_ROLE_TEXT;
        g_auto(GStrv) pieces = g_strsplit(lines[i], "\t", -1);
        g_autofree char *untabbed = g_strjoinv("  ", pieces);
        facts_addf(f, role, " %s", untabbed);
    }
    facts_more(f, RECIPE_LINES, g_strv_length(lines));
}

static void add_where(Facts *f, WfId component)
{
    WfId vm = wf_model_component_vm(f->m, component),
         owner = wf_model_component_owner(f->m, component);
    WfComponentKind kind = wf_model_component_kind(f->m, component);
    if (vm != WF_NONE && !f->run_told)
        facts_link(f, WF_ROLE_FRAME_TITLE, "on VM ", (WfThing){WF_THING_VM, vm}, "");
    if (owner != WF_NONE)
        facts_link(f, WF_ROLE_TEXT, "in ", (WfThing){WF_THING_STACK, owner}, "");
    if (kind == WF_COMPONENT_WAIT)
        facts_add(f, WF_ROLE_TEXT, "a wait condition");
    else if (kind == WF_COMPONENT_DATA)
        facts_add(f, WF_ROLE_TEXT, "data only, runs nothing");
    else
        facts_addf(f, WF_ROLE_TEXT, "hook %s", wf_model_component_group(f->m, component));
    facts_place(f, wf_model_component_place(f->m, component));
}

void facts_component(Facts *f, WfId component)
{
    static const WfActions actions[] = {WF_CREATE, WF_UPDATE, WF_DELETE, WF_SUSPEND, WF_RESUME};
    const char *name = wf_model_component_name(f->m, component);
    if (!f->run_told)
        facts_wrap(f, WF_ROLE_STRONG, 2, 3, name);
    add_where(f, component);
    facts_run_component(f, component);
    facts_findings(f, name);
    const WfPlan *plan = f->desk->old ? wf_desk_plan(f->desk) : NULL;
    facts_plan(f, plan ? wf_plan_item_of_component(plan, component) : G_MAXUINT32);
    add_inputs(f, component);
    add_outputs(f, component);
    facts_edges(f, component, true, "needs");
    facts_edges(f, component, false, "feeds");
    g_autofree char *before = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        g_autofree char *text = facts_recipe(f->m, component, actions[i]);
        if (!(wf_model_component_actions(f->m, component) & actions[i]) ||
            (before && text && g_str_equal(before, text)))
            continue; /* one text often serves several actions */
        add_recipe(f, component, actions[i]);
        g_free(before);
        before = g_steal_pointer(&text);
    }
}
