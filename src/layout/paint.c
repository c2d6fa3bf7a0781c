/* Paints a viewport: frames, then edges (which erase frames), boxes, arrow heads,
 * titles. There is no canvas of the whole scene; edges in the viewport are
 * gathered in cells of arms, each with the owners of its two lines. */
#include "glyph.h"
#include "scene_priv.h"

#include <string.h>
#include <weft/limits.h>
#include <weft/text.h>

#define NONE G_MAXUINT32

typedef struct {
    guint32 vertical, horizontal; /* edges, NONE */
    guint8 arms;
} Cell;

typedef struct {
    const WfScene *scene;
    WfGrid *grid;
    const WfLooks *looks;
    WfRect view;        /* in the scene */
    int dx, dy;         /* from scene to grid */
    Cell *cells;        /* of the view */
    guint32 first, end; /* buckets */
} Paint;

static void put(const Paint *paint, int x, int y, gunichar ch, int role, guint attr)
{
    wf_grid_put(paint->grid, x + paint->dx, y + paint->dy, ch, (WfRole)role, attr);
}

/* Text the viewport cuts off gets no ellipsis. Returns its columns, painted or not. */
static int text(const Paint *paint, int x, int y, const char *s, int role, guint attr)
{
    int width = wf_text_width(s, -1), room = paint->view.x + paint->view.width - x;
    if (room <= 0 || y < paint->view.y || y >= paint->view.y + paint->view.height)
        return width;
    g_autofree char *cut = width > room ? wf_text_cut(s, room, "") : NULL;
    wf_grid_text(paint->grid, x + paint->dx, y + paint->dy, MIN(width, room), cut ? cut : s,
                 (WfRole)role, attr);
    return width;
}

/* The same, with at most @columns. */
static void text_within(const Paint *paint, int x, int y, int columns, const char *s, int role,
                        guint attr)
{
    g_autofree char *cut = wf_text_cut(s, columns, paint->scene->ascii ? "~" : "…");
    text(paint, x, y, cut, role, attr);
}

/* --- frames --- */

static WfFrameLook frame_look(const Paint *paint, guint32 frame)
{
    WfFrameLook look = WF_FRAME_LOOK_DEFAULT;
    if (paint->looks && paint->looks->frames)
        look = paint->looks->frames[frame];
    if (look.role < 0)
        look.role = WF_ROLE_FRAME;
    if (look.title_role < 0)
        look.title_role = WF_ROLE_FRAME_TITLE;
    return look;
}

static bool meets(const Paint *paint, WfRect rect)
{
    WfRect both = wf_rect_cut(rect, paint->view);
    return both.width > 0 && both.height > 0;
}

static void paint_frame(const Paint *paint, guint32 number)
{
    static const gunichar unicode[] = {0x256D, 0x256E, 0x2570, 0x256F, 0x254C, 0x254E};
    static const gunichar ascii[] = {':', ':', ':', ':', '~', ':'};
    const gunichar *glyph = paint->scene->ascii ? ascii : unicode;
    WfRect r = paint->scene->frame[number].rect, cut = wf_rect_cut(r, paint->view);
    WfFrameLook look = frame_look(paint, number);
    int right = r.x + r.width - 1, bottom = r.y + r.height - 1;
    for (int x = cut.x; x < cut.x + cut.width; x++) {
        put(paint, x, r.y, glyph[4], look.role, look.attr);
        put(paint, x, bottom, glyph[4], look.role, look.attr);
    }
    for (int y = cut.y; y < cut.y + cut.height; y++) {
        put(paint, r.x, y, glyph[5], look.role, look.attr);
        put(paint, right, y, glyph[5], look.role, look.attr);
    }
    put(paint, r.x, r.y, glyph[0], look.role, look.attr);
    put(paint, right, r.y, glyph[1], look.role, look.attr);
    put(paint, r.x, bottom, glyph[2], look.role, look.attr);
    put(paint, right, bottom, glyph[3], look.role, look.attr);
}

static void paint_title(const Paint *paint, guint32 number)
{
    const WfSceneFrame *frame = &paint->scene->frame[number];
    WfFrameLook look = frame_look(paint, number);
    int room = frame->title_room, x = frame->title_at.x;
    if (room < 3)
        return;
    g_autofree char *title =
        wf_text_cut_middle(frame->title, room - 2, paint->scene->ascii ? "~" : "…");
    put(paint, x, frame->title_at.y, ' ', look.role, 0);
    int width = text(paint, x + 1, frame->title_at.y, title, look.title_role, look.attr);
    put(paint, x + 1 + width, frame->title_at.y, ' ', look.role, 0);
    int badge = look.badge[0] ? wf_text_width(look.badge, -1) : 0;
    if (badge && badge + width + 4 <= room) {
        x += width + 2;
        text(paint, x, frame->title_at.y, look.badge, look.title_role, look.attr);
        put(paint, x + badge, frame->title_at.y, ' ', look.role, 0);
    }
}

/* --- edges --- */

static int edge_role(const Paint *paint, guint32 number, guint *ret_attr)
{
    static const WfRole by_link[] = {WF_ROLE_EDGE_DATA, WF_ROLE_EDGE_ORDER, WF_ROLE_EDGE_RUN};
    const WfSceneEdge *edge = &paint->scene->edge[number];
    *ret_attr = 0;
    if (paint->looks && paint->looks->edges) {
        const WfEdgeLook *look = &paint->looks->edges[number];
        *ret_attr = look->attr;
        if (look->role >= 0)
            return look->role;
    }
    return edge->in_cycle ? WF_ROLE_EDGE_CYCLE
           : edge->cross  ? WF_ROLE_EDGE_CROSS
                          : by_link[edge->link];
}

/* At a crossing the more telling line gives the colour. */
static int telling(int role)
{
    switch (role) {
    case WF_ROLE_EDGE_DIM:
        return 0;
    case WF_ROLE_EDGE_CYCLE:
    case WF_ROLE_EDGE_UP:
    case WF_ROLE_EDGE_DOWN:
    case WF_ROLE_EDGE_CRITICAL:
        return 2;
    default:
        return 1;
    }
}

static Cell *cell_at(const Paint *paint, int x, int y)
{
    if (!wf_rect_has(paint->view, x, y))
        return NULL;
    return &paint->cells[(gsize)(y - paint->view.y) * paint->view.width + (x - paint->view.x)];
}

static void add_arms(const Paint *paint, guint32 edge, int x, int y, guint arms, bool vertical)
{
    Cell *cell = cell_at(paint, x, y);
    if (!cell)
        return;
    cell->arms |= (guint8)arms;
    *(vertical ? &cell->vertical : &cell->horizontal) = edge;
}

static void gather_part(const Paint *paint, WfScenePart part)
{
    WfRect r = wf_scene_part_rect(paint->scene, part), cut = wf_rect_cut(r, paint->view);
    guint weight = paint->scene->edge[part.edge].cross ? 2 : 1;
    if (cut.width <= 0 || cut.height <= 0)
        return;
    bool vertical = r.height > 1;
    int last = vertical ? r.y + r.height - 1 : r.x + r.width - 1, first = vertical ? r.y : r.x;
    int from = vertical ? cut.y : cut.x,
        to = vertical ? cut.y + cut.height - 1 : cut.x + cut.width - 1;
    guint back = WF_ARM(weight, vertical ? WF_ARM_UP : WF_ARM_LEFT);
    guint forth = WF_ARM(weight, vertical ? WF_ARM_DOWN : WF_ARM_RIGHT);
    for (int i = from; i <= to && first < last; i++) {
        guint arms = (i > first ? back : 0) | (i < last ? forth : 0);
        add_arms(paint, part.edge, vertical ? r.x : i, vertical ? i : r.y, arms, vertical);
    }
}

/* The ends of an edge reach to its boxes; at a frame they branch off its border. */
static void gather_ends(const Paint *paint, guint32 number)
{
    const WfSceneEdge *edge = &paint->scene->edge[number];
    bool across = paint->scene->left_to_right;
    guint weight = edge->cross ? 2 : 1;
    guint border = across ? WF_ARM(1, WF_ARM_UP) | WF_ARM(1, WF_ARM_DOWN)
                          : WF_ARM(1, WF_ARM_LEFT) | WF_ARM(1, WF_ARM_RIGHT);
    guint up = WF_ARM(weight, across ? WF_ARM_LEFT : WF_ARM_UP);
    guint down = WF_ARM(weight, across ? WF_ARM_RIGHT : WF_ARM_DOWN);
    WfPoint first = paint->scene->points[edge->first],
            last = paint->scene->points[edge->first + edge->n - 1];
    add_arms(paint, number, first.x, first.y, edge->first_frame ? border : up, !across);
    add_arms(paint, number, last.x, last.y, edge->last_frame ? border : down, !across);
}

static bool is_end_part(const WfScene *scene, WfScenePart part)
{
    const WfSceneEdge *edge = &scene->edge[part.edge];
    return part.at == edge->first || part.at + 2 >= edge->first + edge->n;
}

static void each_edge_part(const Paint *paint, void (*work)(const Paint *paint, WfScenePart part))
{
    const WfScene *scene = paint->scene;
    for (guint32 k = scene->part_first[paint->first]; k < scene->part_first[paint->end]; k++)
        work(paint, scene->parts[k]);
}

static void gather(const Paint *paint, WfScenePart part)
{
    gather_part(paint, part);
    if (is_end_part(paint->scene, part))
        gather_ends(paint, part.edge);
}

static void paint_cells(const Paint *paint)
{
    const WfScene *scene = paint->scene;
    for (int y = 0; y < paint->view.height; y++) {
        for (int x = 0; x < paint->view.width; x++) {
            const Cell *cell = &paint->cells[(gsize)y * paint->view.width + x];
            if (!cell->arms)
                continue;
            guint32 v = cell->vertical, h = cell->horizontal;
            guint v_attr = 0, h_attr = 0;
            int v_role = v == NONE ? -1 : edge_role(paint, v, &v_attr);
            int h_role = h == NONE ? -1 : edge_role(paint, h, &h_attr);
            bool sideways = v == NONE || (h != NONE && telling(h_role) > telling(v_role));
            gunichar ch = wf_glyph_arms(cell->arms, v == NONE ? 0 : scene->edge[v].link,
                                        h == NONE ? 0 : scene->edge[h].link, scene->ascii);
            put(paint, x + paint->view.x, y + paint->view.y, ch, sideways ? h_role : v_role,
                sideways ? h_attr : v_attr);
        }
    }
}

static void paint_head(const Paint *paint, WfScenePart part)
{
    const WfScene *scene = paint->scene;
    const WfSceneEdge *edge = &scene->edge[part.edge];
    if (!is_end_part(scene, part))
        return;
    guint attr;
    int role = edge_role(paint, part.edge, &attr);
    WfPoint at = scene->points[edge->upward ? edge->first : edge->first + edge->n - 1];
    WfHead head = scene->left_to_right ? (edge->upward ? WF_HEAD_LEFT : WF_HEAD_RIGHT)
                                       : (edge->upward ? WF_HEAD_UP : WF_HEAD_DOWN);
    if (wf_rect_has(paint->view, at.x, at.y))
        put(paint, at.x, at.y, wf_glyph_head(edge->link, head, scene->ascii), role, attr);
}

static guint step_of(const Paint *paint, guint32 edge)
{
    guint step = paint->scene->edge[edge].step;
    return step && paint->looks && paint->looks->edges ? paint->looks->edges[edge].step : step;
}

static bool is_free(const WfScene *scene, int x, int y, int columns)
{
    for (int i = 0; i < columns; i++)
        if (x + i < 0 || wf_scene_hit(scene, x + i, y, false).kind != WF_HIT_NOTHING)
            return false;
    return true;
}

/* Beside a vertical, or over or under a horizontal, where nothing stands. */
static bool find_room(const WfScene *scene, WfRect part, int columns, WfPoint *ret_at)
{
    bool vertical = part.width == 1;
    for (int i = 0; i < (vertical ? part.height : part.width - columns); i++) {
        const WfPoint beside[2] = {{part.x + 1, part.y + i}, {part.x - columns, part.y + i}};
        const WfPoint over[2] = {{part.x + 1 + i, part.y - 1}, {part.x + 1 + i, part.y + 1}};
        const WfPoint *spots = vertical ? beside : over;
        for (int s = 0; s < 2; s++)
            if (is_free(scene, spots[s].x, spots[s].y, columns)) {
                *ret_at = spots[s];
                return true;
            }
    }
    return false;
}

/* For the number of a step, at the first part of the edge that has room. */
static bool find_step(const WfScene *scene, const WfSceneEdge *edge, int columns, WfPoint *ret_at)
{
    for (guint32 k = 0; k == 0 || k + 1 < edge->n; k++) {
        WfScenePart part = {(guint32)(edge - scene->edge), edge->first + k};
        if (find_room(scene, wf_scene_part_rect(scene, part), columns, ret_at))
            return true;
    }
    return false;
}

static void paint_step(const Paint *paint, WfScenePart part)
{
    const WfSceneEdge *edge = &paint->scene->edge[part.edge];
    guint step = step_of(paint, part.edge);
    WfPoint at;
    char number[12];
    if (!step)
        return;
    g_snprintf(number, sizeof number, "%u", step);
    if (find_step(paint->scene, edge, (int)strlen(number), &at))
        text(paint, at.x, at.y, number, WF_ROLE_STEP, 0);
}

/* --- boxes --- */

static WfNodeLook node_look(const Paint *paint, guint32 node)
{
    WfNodeLook look = WF_NODE_LOOK_DEFAULT;
    if (paint->looks && paint->looks->nodes)
        look = paint->looks->nodes[node];
    if (look.role < 0)
        look.role = WF_ROLE_LABEL;
    if (look.border < 0)
        look.border = WF_ROLE_BOX;
    if (look.badge_role < 0)
        look.badge_role = look.role;
    return look;
}

static void paint_border(const Paint *paint, const WfSceneBox *box, const WfNodeLook *look)
{
    static const gunichar single[] = {0x250C, 0x2510, 0x2514, 0x2518, 0x2500, 0x2502};
    static const gunichar twice[] = {0x2554, 0x2557, 0x255A, 0x255D, 0x2550, 0x2551};
    static const gunichar plain[] = {'+', '+', '+', '+', '-', '['},
                          plain_twice[] = {'+', '+', '+', '+', '=', '['};
    bool folded = box->flags & WF_NODE_FOLDED;
    const gunichar *glyph = paint->scene->ascii ? (folded ? plain_twice : plain)
                            : folded            ? twice
                                                : single;
    WfRect r = box->rect;
    int right = r.x + r.width - 1, bottom = r.y + r.height - 1;
    for (int x = r.x + 1; x < right; x++) {
        put(paint, x, r.y, glyph[4], look->border, look->attr);
        put(paint, x, bottom, glyph[4], look->border, look->attr);
    }
    for (int y = r.y + 1; y < bottom; y++) {
        put(paint, r.x, y, glyph[5], look->border, look->attr);
        put(paint, right, y, glyph[5] == '[' ? ']' : glyph[5], look->border, look->attr);
    }
    put(paint, r.x, r.y, glyph[0], look->border, look->attr);
    put(paint, right, r.y, glyph[1], look->border, look->attr);
    put(paint, r.x, bottom, glyph[2], look->border, look->attr);
    put(paint, right, bottom, glyph[3], look->border, look->attr);
}

static void paint_brackets(const Paint *paint, const WfSceneBox *box, const WfNodeLook *look)
{
    int n = box->flags & WF_NODE_FOLDED ? 2 : 1;
    for (int y = box->rect.y; y < box->rect.y + box->rect.height; y++) {
        for (int i = 0; i < n; i++) {
            put(paint, box->rect.x + i, y, '[', look->border, look->attr);
            put(paint, box->rect.x + box->rect.width - 1 - i, y, ']', look->border, look->attr);
        }
    }
}

static void paint_label(const Paint *paint, const WfSceneBox *box, const WfNodeLook *look, int y,
                        int side)
{
    int badge = box->badge ? box->badge + 1 : 0, width = wf_text_width(box->label, -1) + badge;
    int x = box->rect.x + side + MAX(0, (box->rect.width - 2 * side - width) / 2);
    if (badge && look->badge[0])
        text_within(paint, x, y, box->badge, look->badge, look->badge_role, look->attr);
    text(paint, x + badge, y, box->label, look->role, look->attr);
}

static void paint_box(const Paint *paint, guint32 number)
{
    const WfSceneBox *box = &paint->scene->node[number];
    WfNodeLook look = node_look(paint, number);
    WfRect r = box->rect;
    if (meets(paint, r)) {
        wf_grid_fill(paint->grid, r.x + paint->dx, r.y + paint->dy, r.width, r.height, ' ',
                     (WfRole)look.role, look.attr);
        int y = r.y;
        if (paint->scene->boxes) {
            paint_border(paint, box, &look);
            paint_label(paint, box, &look, ++y, 2);
            for (int i = 0; i < 2; i++)
                if (box->line[i])
                    text_within(paint, r.x + 2, ++y, r.width - 4, box->line[i], WF_ROLE_DIM,
                                look.attr);
        } else {
            paint_brackets(paint, box, &look);
            paint_label(paint, box, &look, y, box->flags & WF_NODE_FOLDED ? 2 : 1);
        }
    }
    if (box->stub)
        text(paint, box->stub_at.x, box->stub_at.y, box->stub, WF_ROLE_STUB, 0);
}

static void paint_view(Paint *paint)
{
    const WfScene *scene = paint->scene;
    for (guint32 i = 0; i < scene->n_frames; i++)
        if (meets(paint, scene->frame[i].rect))
            paint_frame(paint, i);
    each_edge_part(paint, gather);
    paint_cells(paint);
    for (guint32 k = scene->box_first[paint->first]; k < scene->box_first[paint->end]; k++)
        paint_box(paint, scene->boxes_in[k]);
    each_edge_part(paint, paint_head);
    for (guint32 i = 0; i < scene->n_frames; i++)
        if (meets(paint, scene->frame[i].rect))
            paint_title(paint, i);
    each_edge_part(paint, paint_step);
}

void wf_scene_paint(const WfScene *scene, WfGrid *grid, const WfRect *where, int from_x, int from_y,
                    const WfLooks *looks)
{
    WfRect clip = wf_rect_cut(*where, wf_grid_area(grid)), before = wf_grid_clip(grid, clip);
    wf_grid_fill(grid, where->x, where->y, where->width, where->height, ' ', WF_ROLE_TEXT, 0);
    Paint paint = {.scene = scene,
                   .grid = grid,
                   .looks = looks,
                   .dx = where->x - from_x,
                   .dy = where->y - from_y};
    paint.view = (WfRect){from_x, from_y, MAX(where->width, 0), MAX(where->height, 0)};
    paint.view = wf_rect_cut(paint.view, (WfRect){0, 0, scene->width, scene->height});
    if (paint.view.width > 0 && paint.view.height > 0) {
        gsize n = (gsize)paint.view.width * paint.view.height;
        paint.cells = g_new(Cell, n);
        for (gsize i = 0; i < n; i++)
            paint.cells[i] = (Cell){NONE, NONE, 0};
        wf_scene_buckets(scene, paint.view.y - 1, paint.view.height + 2, &paint.first, &paint.end);
        paint_view(&paint);
        g_free(paint.cells);
    }
    wf_grid_clip(grid, before);
}

void wf_scene_print(const WfScene *scene, const WfLooks *looks, GString *out)
{
    int band = CLAMP((int)WF_LIMIT_GRID_CELLS / MAX(scene->width, 1), 1, WF_BUCKET_ROWS);
    for (int y = 0; y < scene->height; y += band) {
        int rows = MIN(band, scene->height - y);
        g_autoptr(WfGrid) grid = wf_grid_new(scene->width, rows);
        wf_scene_paint(scene, grid, &(WfRect){0, 0, scene->width, rows}, 0, y, looks);
        g_autofree char *lines = wf_grid_to_text(grid);
        g_string_append(out, lines);
        if (lines[0] && out->str[out->len - 1] != '\n')
            g_string_append_c(out, '\n');
    }
}
