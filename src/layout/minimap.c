/* The scene in a corner: frames as outlines, boxes without a frame as dots, the
 * viewport in its own colour. Edges are left out: at this size they are noise, and
 * so are outlines of whole characters; in ASCII frames are filled. */
#include "scene_priv.h"

typedef struct {
    int width, height; /* dots */
    guint8 *dots;
    const WfScene *scene;
} Map;

static int map_x(const Map *map, int x)
{
    return (int)((gint64)x * map->width / MAX(map->scene->width, 1));
}

static int map_y(const Map *map, int y)
{
    return (int)((gint64)y * map->height / MAX(map->scene->height, 1));
}

static void dot(Map *map, int x, int y)
{
    if (x >= 0 && y >= 0 && x < map->width && y < map->height)
        map->dots[y * map->width + x] = 1;
}

static void outline(Map *map, WfRect r)
{
    int left = map_x(map, r.x), right = map_x(map, r.x + r.width - 1);
    int top = map_y(map, r.y), bottom = map_y(map, r.y + r.height - 1);
    if (map->scene->ascii && right > left)
        right--; /* else two side by side would be one */
    for (int x = left; x <= right; x++) {
        dot(map, x, top);
        dot(map, x, bottom);
    }
    for (int y = top; y <= bottom; y++) {
        dot(map, left, y);
        dot(map, right, y);
        for (int x = left; map->scene->ascii && x < right; x++)
            dot(map, x, y);
    }
}

static gunichar cell_char(const Map *map, int x, int y, int wide, int high)
{
    static const guint8 braille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    guint bits = 0;
    for (int row = 0; row < high; row++) {
        for (int column = 0; column < wide; column++) {
            if (!map->dots[(y * high + row) * map->width + x * wide + column])
                continue;
            bits |= braille[row][column];
        }
    }
    return !bits ? ' ' : map->scene->ascii ? '#' : 0x2800 + bits;
}

void wf_scene_minimap(const WfScene *scene, WfGrid *grid, const WfRect *where,
                      const WfRect *viewport, const WfLooks *looks)
{
    WfRect area = wf_rect_cut(*where, wf_grid_area(grid)), before;
    if (area.width <= 0 || area.height <= 0)
        return;
    const int wide = scene->ascii ? 1 : 2, high = scene->ascii ? 1 : 4;
    g_autofree guint8 *dots = g_new0(guint8, (gsize)area.width * wide * area.height * high);
    Map map = {area.width * wide, area.height * high, dots, scene};
    before = wf_grid_clip(grid, area);
    for (guint32 i = 0; i < scene->n_nodes; i++)
        if (scene->n_frames == 0 || scene->n_nodes < 4 * scene->n_frames)
            dot(&map, map_x(&map, scene->node[i].rect.x), map_y(&map, scene->node[i].rect.y));
    for (guint32 i = 0; i < scene->n_frames; i++)
        outline(&map, scene->frame[i].rect);
    for (int y = 0; y < area.height; y++)
        for (int x = 0; x < area.width; x++)
            wf_grid_put(grid, area.x + x, area.y + y, cell_char(&map, x, y, wide, high),
                        WF_ROLE_FRAME, 0);
    for (guint32 i = 0; looks && looks->frames && i < scene->n_frames; i++) {
        WfRect r = scene->frame[i].rect;
        int left = map_x(&map, r.x) / wide, top = map_y(&map, r.y) / high;
        if (looks->frames[i].role >= 0)
            wf_grid_tint(
                grid, area.x + left, area.y + top, map_x(&map, r.x + r.width - 1) / wide - left + 1,
                map_y(&map, r.y + r.height - 1) / high - top + 1, looks->frames[i].role, 0);
    }
    if (viewport) {
        int left = map_x(&map, MAX(viewport->x, 0)) / wide,
            top = map_y(&map, MAX(viewport->y, 0)) / high;
        int right = map_x(&map, MIN(viewport->x + viewport->width, scene->width)) / wide;
        int bottom = map_y(&map, MIN(viewport->y + viewport->height, scene->height)) / high;
        wf_grid_tint(grid, area.x + left, area.y + top, MAX(right - left, 1), MAX(bottom - top, 1),
                     -1, WF_ATTR_SELECTED);
    }
    wf_grid_clip(grid, before);
}
