/* A viewport on a scene. */
#include "view_priv.h"

#define MAP_PART 4 /* the map takes a quarter of each side */
#define MAP_LEAST 8

bool wf_view_map(const WfScene *scene, const WfRect *where, WfRect *ret_map)
{
    bool larger = wf_scene_width(scene) > where->width || wf_scene_height(scene) > where->height;
    int width = where->width / MAP_PART, height = where->height / MAP_PART;
    *ret_map =
        (WfRect){where->x + where->width - width, where->y + where->height - height, width, height};
    return larger && width >= MAP_LEAST && height >= MAP_LEAST / 2;
}

void wf_view_paint(const WfScene *scene, const WfLooks *looks, WfGrid *grid, const WfRect *where,
                   int x, int y, bool minimap)
{
    WfRect map;
    wf_scene_paint(scene, grid, where, x, y, looks);
    if (!minimap || !wf_view_map(scene, where, &map))
        return;
    WfRect seen = {x, y, where->width, where->height};
    for (int row = map.y; row < map.y + map.height; row++)
        wf_grid_put(grid, map.x - 1, row, wf_glyph(WF_GLYPH_V_LINE, wf_grid_ascii(grid)),
                    WF_ROLE_BORDER, 0);
    for (int column = map.x - 1; column < map.x + map.width; column++)
        wf_grid_put(grid, column, map.y - 1, wf_glyph(WF_GLYPH_H_LINE, wf_grid_ascii(grid)),
                    WF_ROLE_BORDER, 0);
    wf_scene_minimap(scene, grid, &map, &seen, looks);
}
