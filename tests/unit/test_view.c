/* Views: folding, budget, focus, filters, roles, looks, reloading, hostile names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <weft/check.h>
#include <weft/text.h>

#include "view_models.h"

static const char small[] =
    "heat_template_version: 2018-08-31\n"
    "resources:\n"
    "  net: {type: OS::Neutron::Net}\n"
    "  db: {type: OS::Nova::Server}\n"
    "  web-01: {type: OS::Nova::Server}\n"
    "  web-02: {type: OS::Nova::Server}\n"
    "components:\n"
    "  db.install: {server: db, config: '#!/bin/sh', outputs: [url]}\n"
    "  db.load: {server: db, config: '#!/bin/sh', depends_on: [db.install]}\n"
    "  web-01.run:\n"
    "    server: web-01\n"
    "    config: '#!/bin/sh'\n"
    "    inputs: {url: {get_attr: [db.install, url]}}\n"
    "  web-02.run:\n"
    "    server: web-02\n"
    "    config: '#!/bin/sh'\n"
    "    inputs: {url: {get_attr: [db.install, url]},"
    " ip: {get_attr: [db, first_address]}}\n"
    "  web-02.warm: {server: web-02, config: '#!/bin/sh',"
    " depends_on: [web-02.run]}\n";

static WfView *view_of(const char *text)
{
    g_autoptr(WfModel) m = model_of(text);
    return wf_view_new(m);
}

static guint32 box(const WfView *view, const WfShown *shown, const char *name)
{
    return wf_shown_find(shown, wf_view_find(view, name));
}

static const char *label(const WfShown *shown, guint32 node)
{
    return wf_visible_node(wf_shown_visible(shown), node)->label;
}

static const WfVisibleEdge *edge_between(const WfShown *shown, guint32 from, guint32 to,
                                         guint32 *ret_number)
{
    const WfVisible *visible = wf_shown_visible(shown);
    for (guint32 i = 0; i < wf_visible_n_edges(visible); i++) {
        const WfVisibleEdge *edge = wf_visible_edge(visible, i);
        if (edge->from == from && edge->to == to) {
            if (ret_number)
                *ret_number = i;
            return edge;
        }
    }
    return NULL;
}

static void test_everything_in_its_frame(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    g_autoptr(WfShown) shown = wf_view_show(view);
    g_autofree char *summary = wf_shown_summary(shown);

    assert_int_equal(wf_visible_n_frames(wf_shown_visible(shown)), 3);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(shown)), 6); /* with @db */
    assert_string_equal(label(shown, box(view, shown, "db.install")), "install");
    assert_string_equal(label(shown, box(view, shown, "@db")), "@db");
    assert_int_equal(wf_shown_find(shown, (WfThing){WF_THING_FACTS, 1}), G_MAXUINT32);
    const WfVisibleEdge *edge =
        edge_between(shown, box(view, shown, "db.install"), box(view, shown, "web-02.run"), NULL);
    assert_non_null(edge);
    assert_true(edge->cross);
    assert_int_equal(edge->link, WF_LINK_DATA);
    assert_string_equal(summary, "3 VMs, 5 components");
}

static void test_folded_vm_merges_edges(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    guint32 number, n;

    wf_view_fold(view, wf_view_find(view, "web-02"), true);
    wf_view_fold(view, wf_view_find(view, "db"), true);
    g_autoptr(WfShown) shown = wf_view_show(view);
    guint32 db = box(view, shown, "db"), web = box(view, shown, "web-02.warm");
    assert_string_equal(label(shown, db), "db ·2");
    assert_int_equal(web, box(view, shown, "web-02"));
    assert_int_equal(wf_shown_node(shown, web).n_nodes, 2);
    const WfVisibleEdge *edge = edge_between(shown, db, web, &number);
    assert_non_null(edge);
    assert_int_equal(edge->count, 2); /* url and first_address */
    wf_shown_edges(shown, number, &n);
    assert_int_equal(n, 2);
    WfShownCounts counts = wf_shown_counts(shown);
    assert_int_equal(counts.edges + counts.inner_edges, wf_model_n_edges(wf_view_model(view)));
    assert_int_equal(counts.folded_components, 4);
    assert_int_equal(counts.open_vms, 1);
}

static void assert_lines(const WfView *view, const WfShown *shown, const char *name,
                         const char *first, const char *second)
{
    const WfVisibleNode *node = wf_visible_node(wf_shown_visible(shown), box(view, shown, name));
    assert_string_equal(node->line[0], first);
    if (second)
        assert_string_equal(node->line[1], second);
    else
        assert_null(node->line[1]);
}

static void test_boxes_say_what_is_in_them(void **state)
{
    g_autoptr(WfView) view = view_of(small);

    wf_view_set_zoom(view, WF_ZOOM_BOXES);
    wf_view_fold(view, wf_view_find(view, "db"), true);
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_lines(view, shown, "db", "2 components", NULL);
    assert_lines(view, shown, "web-01.run", "script", "1 in, 0 out");
}

static void test_large_groups_start_folded(void **state)
{
    static const char groups[] = "heat_template_version: 2018-08-31\nresources:\n"
                                 "  few:\n    type: OS::Heat::ResourceGroup\n    properties:\n"
                                 "      count: 5\n      resource_def: {type: OS::Nova::Server}\n"
                                 "  many:\n    type: OS::Heat::ResourceGroup\n    properties:\n"
                                 "      count: 8\n      resource_def: {type: OS::Nova::Server}\n";
    g_autoptr(WfView) view = view_of(groups);
    WfThing many = wf_view_find(view, "many");

    g_autoptr(WfShown) first = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(first)), 6);
    assert_string_equal(label(first, box(view, first, "many.7")), "many ×8");
    assert_true(wf_view_folded(view, many));
    wf_view_reveal(view, wf_view_find(view, "many.3"));
    g_autoptr(WfShown) open = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(open)), 13);
    wf_view_fold_all(view, true);
    assert_true(wf_view_folded(view, many));
    wf_view_fold_all(view, false);
    assert_false(wf_view_folded(view, many));
    g_autoptr(WfShown) all = wf_view_show_all(view, WF_ZOOM_COMPACT, false);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(all)), 13);
}

static void test_roles_by_name_and_content(void **state)
{
    g_autoptr(WfView) view = view_of(small);

    assert_int_equal(wf_view_n_roles(view), 2);
    WfThing web = wf_view_find(view, "role:web");
    assert_int_equal(web.kind, WF_THING_ROLE);
    assert_int_equal(wf_view_role_n_vms(view, web.id), 2);
    wf_view_set_zoom(view, WF_ZOOM_ROLES);
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(shown)), 2);
    assert_string_equal(label(shown, wf_shown_find(shown, web)), "web ×2");
    assert_string_equal(label(shown, box(view, shown, "db")), "db ·2"); /* alone in its role */
    wf_view_set_ascii(view, true);
    g_autoptr(WfShown) plain = wf_view_show(view);
    assert_string_equal(label(plain, wf_shown_find(plain, web)), "web x2");
}

static void test_a_far_box_opens_where_it_stands(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    WfThing web = wf_view_find(view, "role:web"), first = wf_view_find(view, "web-01");

    wf_view_set_zoom(view, WF_ZOOM_ROLES);
    wf_view_go_into(view, web, true);
    g_autoptr(WfShown) vms = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(vms)), 3); /* two VMs, and db */
    wf_view_go_into(view, first, true);
    g_autoptr(WfShown) open = wf_view_show(view);
    assert_int_equal(wf_shown_counts(open).open_vms, 1);
    assert_int_equal(wf_view_zoom(view), WF_ZOOM_ROLES);
    g_autoptr(WfShown) level = wf_view_show_all(view, WF_ZOOM_VMS, true);
    assert_int_equal(wf_shown_counts(level).open_vms, 0); /* an export keeps its level */
    wf_view_fold(view, first, true);
    assert_false(wf_view_gone_into(view, first));
    assert_false(wf_view_folded(view, first)); /* nearer, it is open as all others */
    assert_true(wf_view_gone_into(view, web));
    assert_true(wf_view_come_out(view));
    g_autoptr(WfShown) roles = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(roles)), 2);
    assert_false(wf_view_come_out(view));
}

static void test_only_the_last_glance_stays_open(void **state)
{
    g_autoptr(WfView) view = view_of(small);

    wf_view_set_zoom(view, WF_ZOOM_VMS);
    wf_view_go_into(view, wf_view_find(view, "db"), true);
    wf_view_go_into(view, wf_view_find(view, "web-01"), false);
    wf_view_go_into(view, wf_view_find(view, "web-02"), false);
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_int_equal(wf_shown_counts(shown).open_vms, 2);
    assert_false(wf_view_gone_into(view, wf_view_find(view, "web-01")));
    wf_view_set_zoom(view, WF_ZOOM_COMPACT);
    assert_true(wf_view_gone_into(view, WF_THING_NOTHING));
    wf_view_set_zoom(view, WF_ZOOM_VMS); /* farther: all small */
    assert_false(wf_view_gone_into(view, WF_THING_NOTHING));
}

static void test_focus_shows_the_neighbourhood(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    WfThing warm = wf_view_find(view, "web-02.warm");

    wf_view_focus(view, &warm, 1, 1);
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(shown)), 2);
    assert_int_equal(wf_shown_counts(shown).hidden_by_focus, 4);
    wf_view_focus(view, NULL, 0, 0);
    g_autoptr(WfShown) all = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(all)), 6);
}

static guint32 count_matches(WfView *view, const char *filter)
{
    guint32 n;
    WfQuery *q = wf_query_parse(filter, NULL, NULL);
    assert_non_null(q);
    assert_true(wf_view_set_filter(view, q, true, NULL));
    wf_view_matches(view, &n);
    return n;
}

static void test_filters_see_the_model(void **state)
{
    g_autoptr(WfView) view = view_of(small);

    assert_int_equal(count_matches(view, "vm=db kind=component"), 2);
    assert_int_equal(count_matches(view, "role=web"), 3);
    assert_int_equal(count_matches(view, "up(web-02.warm) kind=component"), 3);
    assert_int_equal(count_matches(view, "inputs>=2"), 1);
    assert_int_equal(count_matches(view, "group=script"), 5);
    assert_int_equal(count_matches(view, "critical kind=component"), 3);
    assert_int_equal(count_matches(view, "cross kind=component"), 3);
    wf_view_mark(view, wf_view_find(view, "db.load"), true);
    assert_int_equal(count_matches(view, "marked"), 1);
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_int_equal(wf_visible_n_nodes(wf_shown_visible(shown)), 1);
    assert_int_equal(wf_shown_counts(shown).hidden_by_filter, 5);
}

static bool states(gpointer data, guint32 node, WfState *ret_state)
{
    const WfState *of = data;
    *ret_state = of[node];
    return true;
}

static void test_states_are_glyph_letter_and_role(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    WfState of[8] = {WF_STATE_DONE, WF_STATE_FAILED, WF_STATE_RUNNING, WF_STATE_DONE,
                     WF_STATE_WAITING};

    wf_view_set_facts(view, &(WfViewFacts){.state = states, .data = of});
    wf_view_fold(view, wf_view_find(view, "db"), true);
    g_autoptr(WfShown) shown = wf_view_show(view);
    g_autoptr(WfViewLooks) looks = wf_view_looks(view, shown);
    const WfNodeLook *nodes = wf_view_looks_get(looks)->nodes;
    const WfNodeLook *db = &nodes[box(view, shown, "db")];
    assert_int_equal(db->badge_role, WF_ROLE_STATE_FAILED); /* the most urgent inside */
    assert_string_equal(db->badge, "✗F");
    assert_string_equal(nodes[box(view, shown, "web-01.run")].badge, "●R");
    assert_int_equal(count_matches(view, "state=failed"), 1);
    assert_false(wf_view_facts_changed(view));
    of[0] = WF_STATE_FAILED;
    of[1] = WF_STATE_DONE;
    assert_true(wf_view_facts_changed(view)); /* as many as before, but others */
    for (WfState a = 0; a < WF_N_STATES; a++)
        for (WfState b = a + 1; b < WF_N_STATES; b++) {
            const char *x = wf_state_mark(a, true), *y = wf_state_mark(b, true);
            assert_int_not_equal(x[0], y[0]);
            assert_int_not_equal(x[1], y[1]);
            x = wf_state_mark(a, false), y = wf_state_mark(b, false);
            assert_int_not_equal(g_utf8_get_char(x), g_utf8_get_char(y));
            assert_int_not_equal(x[strlen(x) - 1], y[strlen(y) - 1]);
        }
}

static void test_selection_lights_inputs_and_outputs(void **state)
{
    g_autoptr(WfView) view = view_of(small);
    guint32 up, down, other;

    wf_view_select(view, wf_view_find(view, "web-02.run"));
    g_autoptr(WfShown) shown = wf_view_show(view);
    guint32 install = box(view, shown, "db.install"), run = box(view, shown, "web-02.run");
    assert_non_null(edge_between(shown, install, run, &up));
    assert_non_null(edge_between(shown, run, box(view, shown, "web-02.warm"), &down));
    assert_non_null(edge_between(shown, install, box(view, shown, "db.load"), &other));
    g_autoptr(WfViewLooks) looks = wf_view_looks(view, shown);
    const WfLooks *l = wf_view_looks_get(looks);
    assert_int_equal(l->edges[up].role, WF_ROLE_EDGE_UP);
    assert_int_equal(l->edges[down].role, WF_ROLE_EDGE_DOWN);
    assert_int_equal(l->edges[other].role, WF_ROLE_EDGE_DIM);
    assert_true(l->nodes[run].attr & WF_ATTR_SELECTED);
    assert_true(l->nodes[box(view, shown, "db.load")].attr & WF_ATTR_DIM);
    assert_false(l->nodes[install].attr & WF_ATTR_DIM);

    wf_view_select(view, wf_view_find(view, "web-02.warm"));
    g_autoptr(WfViewLooks) near = wf_view_looks(view, shown);
    assert_int_equal(wf_view_looks_get(near)->edges[up].role, WF_ROLE_EDGE_DIM);
    wf_view_set_reach(view, G_MAXUINT32, G_MAXUINT32);
    g_autoptr(WfViewLooks) far = wf_view_looks(view, shown);
    assert_int_equal(wf_view_looks_get(far)->edges[up].role, WF_ROLE_EDGE_UP);
}

static void test_cycles_have_steps(void **state)
{
    g_autoptr(WfView) view =
        view_of("heat_template_version: 2018-08-31\nresources: {a: {type: OS::Nova::Server}}\n"
                "components:\n"
                "  x: {server: a, config: '#!/bin/sh', depends_on: [z]}\n"
                "  y: {server: a, config: '#!/bin/sh', depends_on: [x]}\n"
                "  z: {server: a, config: '#!/bin/sh', depends_on: [y]}\n"
                "  after: {server: a, config: '#!/bin/sh', depends_on: [z]}\n");
    g_autoptr(WfShown) shown = wf_view_show(view);
    guint steps = 0;

    for (guint32 i = 0; i < wf_visible_n_edges(wf_shown_visible(shown)); i++) {
        const WfVisibleEdge *edge = wf_visible_edge(wf_shown_visible(shown), i);
        steps |= 1u << edge->step;
        assert_int_equal(edge->in_cycle, edge->step > 0);
    }
    assert_int_equal(steps, 1 | 2 | 4 | 8); /* none, and each of 1, 2, 3 */
}

static guint steps_seen(WfView *view, const WfShown *shown)
{
    g_autoptr(WfViewLooks) looks = wf_view_looks(view, shown);
    guint steps = 0;

    for (guint32 i = 0; i < wf_visible_n_edges(wf_shown_visible(shown)); i++) {
        guint16 step = wf_view_looks_get(looks)->edges[i].step;
        assert_false(step && steps & (1u << step)); /* each once */
        steps |= 1u << step;
    }
    return steps;
}

/* Each cycle counts from 1; numbers of two of them would be mistaken for each other. */
static void test_one_cycle_is_numbered(void **state)
{
    g_autoptr(WfView) view =
        view_of("heat_template_version: 2018-08-31\nresources: {a: {type: OS::Nova::Server}}\n"
                "components:\n"
                "  x: {server: a, config: '#!/bin/sh', depends_on: [y]}\n"
                "  y: {server: a, config: '#!/bin/sh', depends_on: [x]}\n"
                "  k: {server: a, config: '#!/bin/sh', depends_on: [m]}\n"
                "  l: {server: a, config: '#!/bin/sh', depends_on: [k]}\n"
                "  m: {server: a, config: '#!/bin/sh', depends_on: [l]}\n"
                "  after: {server: a, config: '#!/bin/sh', depends_on: [m]}\n");
    g_autoptr(WfShown) shown = wf_view_show(view);
    guint32 start = wf_view_cycle_start(view);

    assert_true(wf_view_node_in_cycle(view, start));
    wf_view_select(view, wf_view_find(view, "x"));
    assert_int_equal(steps_seen(view, shown), 1 | 2 | 4);
    wf_view_select(view, wf_view_find(view, "l"));
    assert_int_equal(steps_seen(view, shown), 1 | 2 | 4 | 8);
    wf_view_select(view, wf_view_find(view, "after"));
    bool short_one = start == wf_view_find(view, "x").id || start == wf_view_find(view, "y").id;
    assert_int_equal(steps_seen(view, shown), short_one ? 1 | 2 | 4 : 1 | 2 | 4 | 8);
}

/* In a large model the picture does not wait for them. */
static void test_numbers_of_cycles_may_come_later(void **state)
{
    g_autoptr(GString) text =
        g_string_new("heat_template_version: 2018-08-31\n"
                     "resources: {a: {type: OS::Nova::Server}, b: {type: OS::Nova::Server}}\n"
                     "components:\n"
                     "  x: {server: a, config: '#!/bin/sh', depends_on: [z]}\n"
                     "  y: {server: a, config: '#!/bin/sh', depends_on: [x]}\n"
                     "  z: {server: a, config: '#!/bin/sh', depends_on: [y]}\n");
    for (guint i = 0; i < 3000; i++)
        g_string_append_printf(text, "  c%u: {server: b, config: '#!/bin/sh'}\n", i);
    g_autoptr(WfView) view = view_of(text->str);
    g_autoptr(GPtrArray) cycles = wf_check_cycles(wf_view_model(view));

    wf_view_number_later(view);
    g_autoptr(WfShown) before = wf_view_show(view);
    assert_int_equal(steps_seen(view, before), 1);
    assert_true(wf_view_node_in_cycle(view, wf_view_find(view, "x").id));
    assert_int_equal(wf_view_cycle_start(view), G_MAXUINT32);
    assert_true(wf_view_set_cycles(view, cycles));
    g_autoptr(WfShown) after = wf_view_show(view);
    assert_int_equal(steps_seen(view, after), 2 | 4 | 8);
    assert_false(wf_view_set_cycles(view, cycles)); /* nothing new */
}

static void test_reloading_keeps_the_place(void **state)
{
    g_autoptr(WfView) view = view_of(small);

    wf_view_fold(view, wf_view_find(view, "db"), true);
    wf_view_select(view, wf_view_find(view, "web-02.warm"));
    wf_view_mark(view, wf_view_find(view, "web-01.run"), true);
    g_autofree char *changed = g_strdup(small);
    GString *text = g_string_new(changed);
    g_string_replace(text, "components:\n",
                     "components:\n  first: {server: db, config: '#!/bin/sh'}\n", 1);
    g_autoptr(WfModel) newer = model_of(text->str);
    g_string_free(text, TRUE);
    wf_view_set_model(view, newer);
    assert_true(wf_view_folded(view, wf_view_find(view, "db")));
    assert_true(wf_thing_equal(wf_view_selected(view), wf_view_find(view, "web-02.warm")));
    assert_true(wf_view_marked(view, wf_view_find(view, "web-01.run")));
    g_autoptr(WfShown) shown = wf_view_show(view);
    assert_string_equal(label(shown, box(view, shown, "db")), "db ·3");
}

/* Whatever is folded, every node of the model is in some box and every edge is counted. */
static void nothing_dropped(const WfShown *shown)
{
    const WfModel *m = wf_shown_model(shown);
    WfShownCounts counts = wf_shown_counts(shown);

    for (WfId c = 0; c < wf_model_n_components(m); c++)
        assert_int_not_equal(wf_shown_of_node(shown, c), G_MAXUINT32);
    assert_int_equal(counts.edges + counts.inner_edges + counts.hidden_edges, wf_model_n_edges(m));
    assert_int_equal(counts.hidden_edges, 0);
}

static void test_budget_folds_and_says_so(void **state)
{
    g_autoptr(GHashTable) truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ModelShape shape = {.vms = 120, .components = 1500, .edges = 0.6};
    g_autofree char *text = random_model(11, &shape, truth);
    g_autoptr(WfView) view = view_of(text);
    WfThing early = wf_view_find(view, "v3"), late = wf_view_find(view, "v117");

    wf_view_touch(view, late);
    g_autoptr(WfShown) shown = wf_view_show(view);
    const WfVisible *visible = wf_shown_visible(shown);
    assert_in_range(wf_visible_n_nodes(visible), 100, 300);
    assert_true(wf_visible_n_edges(visible) <= 900);
    assert_true(wf_visible_n_frames(visible) <= 60);
    nothing_dropped(shown);
    bool late_open = false;
    for (guint32 i = 0; i < wf_visible_n_frames(visible); i++)
        late_open |= wf_shown_frame_vm(shown, i) == late.id;
    WfShownCounts counts = wf_shown_counts(shown);
    assert_true(late_open || counts.open_vms == 0);
    assert_true(counts.folded_by_budget > 0);
    assert_int_equal(counts.shown_components + counts.folded_components, 1500);
    g_autofree char *summary = wf_shown_summary(shown);
    assert_non_null(strstr(summary, "folded"));
    assert_int_not_equal(wf_shown_find(shown, early), G_MAXUINT32);
}

static void test_budget_joins_roles(void **state)
{
    GString *text = g_string_new("heat_template_version: 2018-08-31\nresources:\n");
    for (int i = 0; i < 500; i++)
        g_string_append_printf(text, "  app-%03d: {type: OS::Nova::Server}\n", i);
    for (int i = 0; i < 700; i++) /* each of a role of its own */
        g_string_append_printf(text, "  z%c%c%c: {type: OS::Nova::Server}\n", 'a' + i / 26 / 26,
                               'a' + i / 26 % 26, 'a' + i % 26);
    g_autoptr(WfView) view = view_of(text->str);
    g_string_free(text, TRUE);
    g_autoptr(WfShown) shown = wf_view_show(view);

    assert_true(wf_visible_n_nodes(wf_shown_visible(shown)) <= 300);
    guint32 app = wf_shown_find(shown, wf_view_find(view, "app-007"));
    assert_string_equal(label(shown, app), "app ×500");
    guint32 rest = wf_shown_find(shown, wf_view_find(view, "zaab"));
    assert_true(g_str_has_prefix(label(shown, rest), "other VMs ×"));
}

static void test_resources_on_demand(void **state)
{
    g_autoptr(WfView) view = view_of(
        "heat_template_version: 2018-08-31\nresources:\n"
        "  net: {type: OS::Neutron::Net}\n"
        "  disk: {type: OS::Cinder::VolumeAttachment, properties: {instance_uuid: {get_resource: "
        "a}}}\n"
        "  a: {type: OS::Nova::Server, properties: {networks: [{network: {get_resource: net}}]}}\n"
        "components: {x: {server: a, config: '#!/bin/sh'}}\n");
    g_autoptr(WfShown) without = wf_view_show(view);
    assert_int_equal(box(view, without, "net"), G_MAXUINT32);
    wf_view_set_resources(view, true);
    g_autoptr(WfShown) with = wf_view_show(view);
    guint32 net = box(view, with, "net");
    assert_int_not_equal(net, G_MAXUINT32);
    const WfVisibleEdge *edge = edge_between(with, net, box(view, with, "x"), NULL);
    assert_true(edge && edge->to_frame && !edge->from_frame); /* the VM, not what runs on it */
    edge = edge_between(with, box(view, with, "x"), box(view, with, "disk"), NULL);
    assert_true(edge && edge->from_frame && !edge->to_frame);
}

static void test_hostile_names_are_made_visible(void **state)
{
    g_autofree char *longest = g_strnfill(10000, 'n');
    g_autofree char *text =
        g_strdup_printf("heat_template_version: 2018-08-31\nresources:\n"
                        "  \"vm\\e[31m\": {type: OS::Nova::Server}\n"
                        "components:\n"
                        "  \"a\\u202Eb\\e]0;x\\a\": {server: \"vm\\e[31m\", config: '#!/bin/sh'}\n"
                        "  \"漢字\\\"quote\\\\\": {server: \"vm\\e[31m\", config: '#!/bin/sh'}\n"
                        "  ? %s\n  : {server: \"vm\\e[31m\", config: '#!/bin/sh'}\n",
                        longest);
    g_autoptr(WfView) view = view_of(text);
    for (WfZoom zoom = WF_ZOOM_ROLES; zoom < WF_N_ZOOMS; zoom++) {
        wf_view_set_zoom(view, zoom);
        g_autoptr(WfShown) shown = wf_view_show(view);
        const WfVisible *visible = wf_shown_visible(shown);
        for (guint32 i = 0; i < wf_visible_n_nodes(visible); i++) {
            const char *name = wf_visible_node(visible, i)->label;
            assert_true(wf_text_is_plain(name, -1));
            assert_true(strlen(name) <= 8192);
        }
        for (guint32 i = 0; i < wf_visible_n_frames(visible); i++)
            assert_true(wf_text_is_plain(wf_visible_frame(visible, i)->title, -1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_in_its_frame),
        cmocka_unit_test(test_folded_vm_merges_edges),
        cmocka_unit_test(test_roles_by_name_and_content),
        cmocka_unit_test(test_a_far_box_opens_where_it_stands),
        cmocka_unit_test(test_only_the_last_glance_stays_open),
        cmocka_unit_test(test_focus_shows_the_neighbourhood),
        cmocka_unit_test(test_filters_see_the_model),
        cmocka_unit_test(test_states_are_glyph_letter_and_role),
        cmocka_unit_test(test_selection_lights_inputs_and_outputs),
        cmocka_unit_test(test_cycles_have_steps),
        cmocka_unit_test(test_one_cycle_is_numbered),
        cmocka_unit_test(test_numbers_of_cycles_may_come_later),
        cmocka_unit_test(test_reloading_keeps_the_place),
        cmocka_unit_test(test_budget_folds_and_says_so),
        cmocka_unit_test(test_boxes_say_what_is_in_them),
        cmocka_unit_test(test_large_groups_start_folded),
        cmocka_unit_test(test_budget_joins_roles),
        cmocka_unit_test(test_resources_on_demand),
        cmocka_unit_test(test_hostile_names_are_made_visible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
