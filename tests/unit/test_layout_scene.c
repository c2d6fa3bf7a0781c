/* Painting parts, looks, hits, arrow keys, hubs, the outline and the tile map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <weft/zoom.h>

#include "models.h"

static const ModelKind kind = {.max_vms = 10, .max_components = 8, .cyclic = true, .mixed = true};

static WfScene *draw(WfVisible *visible, const WfLayoutOptions *options)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    WfScene *scene = wf_layout_run(layout, visible, options, NULL, NULL);
    assert_non_null(scene);
    return scene;
}

static WfGrid *paint_all(const WfScene *scene, const WfLooks *looks)
{
    WfGrid *grid = wf_grid_new(wf_scene_width(scene), wf_scene_height(scene));
    wf_scene_paint(scene, grid, &(WfRect){0, 0, wf_scene_width(scene), wf_scene_height(scene)}, 0,
                   0, looks);
    return grid;
}

static void a_viewport_is_a_cut_of_the_whole(void **state)
{
    (void)state;
    g_autoptr(WfVisible) visible = model_random(11, &kind);
    for (int boxes = 0; boxes < 2; boxes++) {
        g_autoptr(WfScene) scene = draw(visible, &(WfLayoutOptions){.boxes = boxes});
        g_autoptr(WfGrid) whole = paint_all(scene, NULL);
        for (int y = -3; y < wf_scene_height(scene); y += 7) {
            for (int x = -5; x < wf_scene_width(scene); x += 17) {
                g_autoptr(WfGrid) part = wf_grid_new(30, 14);
                wf_scene_paint(scene, part, &(WfRect){2, 1, 25, 12}, x, y, NULL);
                for (int row = 0; row < 12; row++) {
                    for (int column = 0; column < 25; column++) {
                        const WfCell *want = wf_grid_at(whole, x + column, y + row);
                        const WfCell *is = wf_grid_at(part, 2 + column, 1 + row);
                        assert_int_equal(is->ch, want ? want->ch : ' ');
                        assert_int_equal(is->role, want ? want->role : WF_ROLE_TEXT);
                    }
                }
                assert_int_equal(wf_grid_at(part, 0, 0)->ch, ' '); /* nothing outside of its part */
                assert_int_equal(wf_grid_at(part, 29, 13)->ch, ' ');
            }
        }
    }
}

static void what_is_hit_is_what_is_painted(void **state)
{
    (void)state;
    g_autoptr(WfVisible) visible = model_random(12, &kind);
    g_autoptr(WfScene) scene = draw(visible, NULL);
    g_autoptr(WfGrid) grid = paint_all(scene, NULL);
    guint hits[4] = {0};
    for (int y = 0; y < wf_scene_height(scene); y++) {
        for (int x = 0; x < wf_scene_width(scene); x++) {
            WfHit hit = wf_scene_hit(scene, x, y, false);
            const WfCell *cell = wf_grid_at(grid, x, y);
            hits[hit.kind]++;
            if (hit.kind == WF_HIT_NODE)
                assert_true(wf_rect_has(wf_scene_box(scene, hit.index), x, y));
            else if (hit.kind == WF_HIT_EDGE)
                assert_true(cell->role >= WF_ROLE_EDGE_DATA && cell->role <= WF_ROLE_EDGE_DIM);
            else if (hit.kind == WF_HIT_FRAME)
                assert_true(cell->role == WF_ROLE_FRAME || cell->role == WF_ROLE_FRAME_TITLE);
            else
                assert_true(cell->ch == ' ' || cell->role == WF_ROLE_STUB ||
                            cell->role == WF_ROLE_STEP);
            if (hit.other != G_MAXUINT32)
                assert_int_not_equal(hit.index, hit.other);
        }
    }
    assert_true(hits[WF_HIT_NODE] && hits[WF_HIT_EDGE] && hits[WF_HIT_FRAME]);
    assert_int_equal(wf_scene_hit(scene, -1, 0, true).kind, WF_HIT_NOTHING);
    WfRect frame = wf_scene_frame(scene, 0);
    WfHit inside = wf_scene_hit(scene, frame.x + 1, frame.y + 1, true);
    assert_int_not_equal(inside.kind, WF_HIT_NOTHING);
}

static void looks_change_without_a_layout(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = wf_visible_new();
    gint32 vm = (gint32)wf_visible_add_frame(v, &(WfVisibleFrame){.title = "db"});
    wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = vm, .badge = 2});
    wf_visible_add_node(v, &(WfVisibleNode){.label = "start", .frame = vm, .badge = 2});
    wf_visible_add_edge(v, &(WfVisibleEdge){.from = 0, .to = 1});
    g_autoptr(WfScene) scene = draw(v, NULL);
    WfNodeLook nodes[2] = {WF_NODE_LOOK_DEFAULT, WF_NODE_LOOK_DEFAULT};
    WfEdgeLook edges[1] = {WF_EDGE_LOOK_DEFAULT};
    strcpy(nodes[1].badge, "●R");
    nodes[1].badge_role = WF_ROLE_STATE_RUNNING;
    nodes[1].attr = WF_ATTR_SELECTED;
    edges[0].role = WF_ROLE_EDGE_CRITICAL;
    g_autoptr(WfGrid) grid = paint_all(scene, &(WfLooks){.nodes = nodes, .edges = edges});
    g_autofree char *text = wf_grid_to_text(grid);
    assert_non_null(strstr(text, "[●R start]"));
    assert_non_null(strstr(text, "[   install]"));
    WfRect box = wf_scene_box(scene, 1);
    assert_int_equal(wf_grid_at(grid, box.x + 1, box.y)->role, WF_ROLE_STATE_RUNNING);
    assert_int_equal(wf_grid_at(grid, box.x, box.y)->attr, WF_ATTR_SELECTED);
    guint32 n;
    const WfPoint *points = wf_scene_points(scene, 0, &n);
    assert_int_equal(wf_grid_at(grid, points[0].x, points[0].y)->role, WF_ROLE_EDGE_CRITICAL);
}

static void every_step_of_a_cycle_has_its_number(void **state)
{
    (void)state;
    for (int inside = 0; inside < 2; inside++) {
        g_autoptr(WfVisible) v = wf_visible_new();
        for (guint32 i = 0; i < 5; i++) {
            g_autofree char *name = g_strdup_printf("n%c", 'a' + (int)i);
            gint32 frame = -1;
            if (!inside || i == 0)
                frame = (gint32)wf_visible_add_frame(v, &(WfVisibleFrame){.title = name});
            wf_visible_add_node(v, &(WfVisibleNode){.label = name, .frame = inside ? 0 : frame});
        }
        for (guint32 i = 0; i < 5; i++)
            wf_visible_add_edge(v, &(WfVisibleEdge){.from = i,
                                                    .to = (i + 1) % 5,
                                                    .cross = !inside,
                                                    .in_cycle = true,
                                                    .step = (guint16)(i + 1)});
        g_autoptr(WfScene) scene = draw(v, NULL);
        g_autoptr(WfGrid) grid = paint_all(scene, NULL);
        g_autofree char *roles = wf_grid_to_roles(grid);
        guint steps = 0;
        for (const char *s = roles; *s; s++)
            steps += *s == wf_role_letter(WF_ROLE_STEP);
        assert_int_equal(steps, 5);
    }
}

static void hubs_become_text_unless_in_focus(void **state)
{
    (void)state;
    for (int focus = 0; focus < 2; focus++) {
        g_autoptr(WfVisible) v = wf_visible_new();
        wf_visible_add_node(
            v, &(WfVisibleNode){.label = "dns", .frame = -1, .flags = focus ? WF_NODE_FOCUS : 0});
        for (guint32 i = 1; i <= 20; i++) {
            g_autofree char *name = g_strdup_printf("app-%u", i);
            wf_visible_add_node(v, &(WfVisibleNode){.label = name, .frame = -1});
            wf_visible_add_edge(v, &(WfVisibleEdge){.from = 0, .to = i, .cross = true});
        }
        g_autoptr(WfScene) scene = draw(v, NULL);
        guint32 n;
        wf_scene_points(scene, 0, &n);
        if (focus) {
            assert_true(n > 0);
            assert_null(wf_scene_stub(scene, 0));
        } else {
            assert_int_equal(n, 0);
            assert_string_equal(wf_scene_stub(scene, 0), "╾→ 20");
            assert_string_equal(wf_scene_stub(scene, 7), "╾← dns");
        }
    }
}

/* A net and the VMs on it, each with one component. */
static WfVisible *net_of(guint32 n)
{
    WfVisible *v = wf_visible_new();
    wf_visible_add_node(v, &(WfVisibleNode){.label = "net", .frame = -1});
    for (guint32 i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("vm-%u", i);
        guint32 frame = wf_visible_add_frame(v, &(WfVisibleFrame){.title = name});
        guint32 node =
            wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = (gint32)frame});
        wf_visible_add_edge(
            v, &(WfVisibleEdge){.from = 0, .to = node, .link = WF_LINK_ORDER, .to_frame = true});
    }
    return v;
}

static void edges_end_at_frames(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = net_of(5);
    g_autoptr(WfScene) scene = draw(v, NULL);
    for (guint32 i = 0; i < 5; i++) {
        guint32 n;
        const WfPoint *points = wf_scene_points(scene, i, &n);
        WfRect frame = wf_scene_frame(scene, i);
        assert_int_equal(points[n - 1].y, frame.y);
        assert_in_range(points[n - 1].x, frame.x + 1, frame.x + frame.width - 2);
        assert_int_equal(frame.y, wf_scene_frame(scene, 0).y); /* five alike in one row */
    }
}

static void what_hangs_on_a_frame_is_written_in_its_title(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = net_of(20);
    g_autoptr(WfScene) scene = draw(v, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    wf_scene_print(scene, NULL, text);
    assert_non_null(strstr(text->str, "╭ vm-7 ╾← net ╌"));
    assert_string_equal(wf_scene_stub(scene, 0), "╾→ 20");
    assert_null(wf_scene_stub(scene, 8)); /* the component has nothing to do with it */
}

/* However many edges the component has that the frame stands around. */
static void what_hangs_on_the_frame_of_a_hub_is_drawn(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = net_of(1);
    for (guint32 i = 2; i < 22; i++) {
        g_autofree char *name = g_strdup_printf("app-%u", i);
        wf_visible_add_node(v, &(WfVisibleNode){.label = name, .frame = -1});
        wf_visible_add_edge(v, &(WfVisibleEdge){.from = 1, .to = i, .cross = true});
    }
    g_autoptr(WfScene) scene = draw(v, NULL);
    guint32 of_frame, of_hub;
    wf_scene_points(scene, 0, &of_frame);
    wf_scene_points(scene, 1, &of_hub);
    assert_true(of_frame > 0);
    assert_int_equal(of_hub, 0);
    assert_string_equal(wf_scene_stub(scene, 1), "╾→ 20");
}

static void what_has_no_edges_stands_in_columns(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = wf_visible_new();
    for (guint32 i = 0; i < 16; i++) {
        g_autofree char *name = g_strdup_printf("vm-%u", i);
        guint32 frame = wf_visible_add_frame(v, &(WfVisibleFrame){.title = name});
        wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = (gint32)frame});
    }
    g_autoptr(WfScene) scene = draw(v, NULL);
    for (guint32 i = 4; i < 16; i++) {
        WfRect above = wf_scene_box(scene, i - 4), here = wf_scene_box(scene, i);
        assert_true(here.y > above.y);
        assert_in_range(here.x + 2, above.x, above.x + 4); /* names differ in width */
    }
}

static void arrow_keys_reach_every_box(void **state)
{
    (void)state;
    g_autoptr(WfVisible) visible = model_random(13, &kind);
    g_autoptr(WfScene) scene = draw(visible, NULL);
    guint32 n = wf_scene_n_nodes(scene), head = 0, tail = 0;
    g_autofree guint8 *seen = g_new0(guint8, n);
    g_autofree guint32 *queue = g_new0(guint32, n + 1);
    guint32 start = wf_scene_neighbour(scene, G_MAXUINT32, WF_TO_DOWN);
    seen[start] = 1;
    queue[tail++] = start;
    while (head < tail) {
        guint32 at = queue[head++];
        for (int way = WF_TO_LEFT; way <= WF_TO_DOWN; way++) {
            guint32 next = wf_scene_neighbour(scene, at, (WfToward)way);
            WfRect a = wf_scene_box(scene, at), b = wf_scene_box(scene, next);
            if (next != at && way == WF_TO_DOWN)
                assert_true(b.y > a.y);
            if (next != at && way == WF_TO_LEFT)
                assert_true(2 * b.x + b.width < 2 * a.x + a.width);
            if (!seen[next])
                queue[tail++] = next;
            seen[next] = 1;
        }
    }
    assert_int_equal(tail, n);
}

static void lines_stand_in_boxes_only(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = wf_visible_new();
    wf_visible_add_node(
        v, &(WfVisibleNode){.label = "war", .line = {"chef war::default", NULL}, .frame = -1});
    wf_visible_add_node(v,
                        &(WfVisibleNode){.label = "db ·5", .frame = -1, .flags = WF_NODE_FOLDED});
    g_autoptr(WfScene) boxes = draw(v, &(WfLayoutOptions){.boxes = true});
    g_autoptr(WfScene) compact = draw(v, NULL);
    g_autoptr(GString) text = g_string_new(NULL), small = g_string_new(NULL);
    wf_scene_print(boxes, NULL, text);
    wf_scene_print(compact, NULL, small);
    assert_string_equal(text->str, "┌───────────────────┐  ╔═══════╗\n"
                                   "│        war        │  ║ db ·5 ║\n"
                                   "│ chef war::default │  ╚═══════╝\n"
                                   "└───────────────────┘\n");
    assert_string_equal(small->str, "[war]  [[db ·5]]\n");
}

static void titles_have_room(void **state)
{
    (void)state;
    for (int across = 0; across < 2; across++) {
        g_autoptr(WfVisible) v = wf_visible_new();
        gint32 vm = (gint32)wf_visible_add_frame(v, &(WfVisibleFrame){.title = "a-long-name"});
        wf_visible_add_node(v, &(WfVisibleNode){.label = "a", .frame = vm});
        for (guint32 i = 1; i <= 8; i++) {
            wf_visible_add_node(v, &(WfVisibleNode){.label = "b", .frame = -1});
            wf_visible_add_edge(v, &(WfVisibleEdge){.from = i, .to = 0, .cross = true});
        }
        g_autoptr(WfScene) scene = draw(v, &(WfLayoutOptions){.left_to_right = across});
        g_autoptr(WfGrid) grid = paint_all(scene, NULL);
        g_autofree char *text = wf_grid_to_text(grid);
        assert_non_null(strstr(text, " a-long-name "));
    }
}

static void the_outline_shows_order_and_lanes(void **state)
{
    (void)state;
    g_autoptr(WfVisible) v = wf_visible_new();
    gint32 app = (gint32)wf_visible_add_frame(v, &(WfVisibleFrame){.title = "app"});
    gint32 db = (gint32)wf_visible_add_frame(v, &(WfVisibleFrame){.title = "db"});
    guint32 war = wf_visible_add_node(v, &(WfVisibleNode){.label = "war", .frame = app});
    guint32 load = wf_visible_add_node(v, &(WfVisibleNode){.label = "load", .frame = db});
    guint32 install = wf_visible_add_node(v, &(WfVisibleNode){.label = "install", .frame = db});
    guint32 dump = wf_visible_add_node(v, &(WfVisibleNode){.label = "dump", .frame = db});
    wf_visible_add_edge(v, &(WfVisibleEdge){.from = install, .to = load, .link = WF_LINK_RUN_LIST});
    wf_visible_add_edge(v, &(WfVisibleEdge){.from = install, .to = dump});
    wf_visible_add_edge(v, &(WfVisibleEdge){.from = load, .to = war, .cross = true});
    g_autoptr(WfOutline) outline = wf_outline_new(v);
    assert_int_equal(wf_outline_n_rows(outline), 6);
    assert_int_equal(wf_outline_node(outline, 0), G_MAXUINT32);
    assert_int_equal(wf_outline_node(outline, wf_outline_row(outline, war)), war);
    for (int ascii = 0; ascii < 2; ascii++) {
        g_autoptr(WfGrid) grid = wf_grid_new(40, 6);
        wf_outline_paint(outline, grid, &(WfRect){0, 0, 40, 6}, 0, ascii, NULL);
        g_autofree char *text = wf_grid_to_text(grid);
        assert_string_equal(
            text, ascii ? "db\n .-.-o install\n '-|-o load  -> app/war\n   '-o dump\napp\n o war\n"
                        : "db\n ╭─╭─● install\n ╰─│▸● load  → app/war\n   ╰▸● dump\napp\n ● war\n");
    }
}

static void tiles_stand_by_rank(void **state)
{
    (void)state;
    enum { N = 500 };
    guint32 from[2 * N], to[2 * N], n = 0;
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    for (guint32 i = 1; i < N; i++) {
        from[n] = (guint32)g_rand_int_range(rand, 0, (gint32)i);
        to[n++] = i;
    }
    from[n] = 7;
    to[n++] = 3; /* perhaps a cycle */
    g_autoptr(WfTiles) tiles = wf_tiles_new(N, n, from, to, 20);
    for (guint32 i = 0; i < N; i++) {
        WfPoint cell;
        assert_true(wf_tiles_find(tiles, i, &cell));
        assert_int_equal(wf_tiles_at(tiles, cell.x, cell.y), i);
    }
    WfPoint a, b;
    wf_tiles_find(tiles, from[n - 2], &a);
    wf_tiles_find(tiles, to[n - 2], &b);
    assert_true(a.y < b.y);
    g_autoptr(WfGrid) grid = wf_grid_new(30, 10);
    wf_tiles_paint(tiles, grid, &(WfRect){0, 0, 30, 10}, 0, true, NULL, NULL);
    g_autofree char *text = wf_grid_to_text(grid);
    assert_true(g_str_has_prefix(text, "L0    "));
    assert_true(g_str_is_ascii(text));
    assert_int_equal(wf_tiles_neighbour(tiles, wf_tiles_at(tiles, 0, 0), WF_TO_LEFT),
                     wf_tiles_at(tiles, 0, 0));
    assert_int_equal(wf_tiles_neighbour(tiles, wf_tiles_at(tiles, 0, 0), WF_TO_DOWN),
                     wf_tiles_at(tiles, 0, 1));
    g_autoptr(WfTiles) none = wf_tiles_new(0, 0, NULL, NULL, 20);
    assert_int_equal(wf_tiles_rows(none), 0);
}

static void the_minimap_shows_frames_and_viewport(void **state)
{
    (void)state;
    g_autoptr(WfVisible) visible = model_random(12, &kind);
    for (int ascii = 0; ascii < 2; ascii++) {
        g_autoptr(WfScene) scene = draw(visible, &(WfLayoutOptions){.ascii = ascii});
        g_autoptr(WfGrid) grid = wf_grid_new(40, 12);
        WfRect part = {0, 0, wf_scene_width(scene) / 2, wf_scene_height(scene) / 2};
        wf_scene_minimap(scene, grid, &(WfRect){5, 1, 30, 10}, &part, NULL);
        g_autofree char *text = wf_grid_to_text(grid);
        assert_int_equal(g_str_is_ascii(text), ascii);
        assert_int_equal(wf_grid_at(grid, 5, 1)->attr, WF_ATTR_SELECTED);
        assert_int_equal(wf_grid_at(grid, 34, 10)->attr, 0);
        assert_int_equal(wf_grid_at(grid, 4, 1)->ch, ' ');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_viewport_is_a_cut_of_the_whole),
        cmocka_unit_test(what_is_hit_is_what_is_painted),
        cmocka_unit_test(looks_change_without_a_layout),
        cmocka_unit_test(every_step_of_a_cycle_has_its_number),
        cmocka_unit_test(hubs_become_text_unless_in_focus),
        cmocka_unit_test(edges_end_at_frames),
        cmocka_unit_test(what_hangs_on_a_frame_is_written_in_its_title),
        cmocka_unit_test(what_hangs_on_the_frame_of_a_hub_is_drawn),
        cmocka_unit_test(what_has_no_edges_stands_in_columns),
        cmocka_unit_test(arrow_keys_reach_every_box),
        cmocka_unit_test(lines_stand_in_boxes_only),
        cmocka_unit_test(titles_have_room),
        cmocka_unit_test(the_outline_shows_order_and_lanes),
        cmocka_unit_test(tiles_stand_by_rank),
        cmocka_unit_test(the_minimap_shows_frames_and_viewport),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
