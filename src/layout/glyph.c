/* Which character stands for which arms. */
#include "glyph.h"

/* Two bits per arm (none, light, heavy): up, right, down, left from the lowest. Unicode has all 80.
 */
static const guint16 box_drawing[256] = {
    0,      0x2575, 0x2579, 0, 0x2576, 0x2514, 0x2516, 0, 0x257A, 0x2515, 0x2517, 0, 0, 0, 0, 0,
    0x2577, 0x2502, 0x257F, 0, 0x250C, 0x251C, 0x251E, 0, 0x250D, 0x251D, 0x2521, 0, 0, 0, 0, 0,
    0x257B, 0x257D, 0x2503, 0, 0x250E, 0x251F, 0x2520, 0, 0x250F, 0x2522, 0x2523, 0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0x2574, 0x2518, 0x251A, 0, 0x2500, 0x2534, 0x2538, 0, 0x257C, 0x2536, 0x253A, 0, 0, 0, 0, 0,
    0x2510, 0x2524, 0x2526, 0, 0x252C, 0x253C, 0x2540, 0, 0x252E, 0x253E, 0x2544, 0, 0, 0, 0, 0,
    0x2512, 0x2527, 0x2528, 0, 0x2530, 0x2541, 0x2542, 0, 0x2532, 0x2546, 0x254A, 0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0x2578, 0x2519, 0x251B, 0, 0x257E, 0x2535, 0x2539, 0, 0x2501, 0x2537, 0x253B, 0, 0, 0, 0, 0,
    0x2511, 0x2525, 0x2529, 0, 0x252D, 0x253D, 0x2543, 0, 0x252F, 0x253F, 0x2547, 0, 0, 0, 0, 0,
    0x2513, 0x252A, 0x252B, 0, 0x2531, 0x2545, 0x2549, 0, 0x2533, 0x2548, 0x254B, 0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
    0,      0,      0,      0, 0,      0,      0,      0, 0,      0,      0,      0, 0, 0, 0, 0,
};

/* Straight lines by kind of edge; light, heavy. */
static const gunichar vertical[WF_N_LINKS][2] = {
    {0x2502, 0x2503}, {0x2506, 0x2507}, {0x250A, 0x250B}};
static const gunichar horizontal[WF_N_LINKS][2] = {
    {0x2500, 0x2501}, {0x2504, 0x2505}, {0x2508, 0x2509}};
static const char ascii_vertical[WF_N_LINKS][2] = {{'|', '#'}, {'!', '%'}, {';', '&'}};

#define UP (WF_ARM(1, WF_ARM_UP) | WF_ARM(2, WF_ARM_UP))
#define RIGHT (WF_ARM(1, WF_ARM_RIGHT) | WF_ARM(2, WF_ARM_RIGHT))
#define DOWN (WF_ARM(1, WF_ARM_DOWN) | WF_ARM(2, WF_ARM_DOWN))
#define LEFT (WF_ARM(1, WF_ARM_LEFT) | WF_ARM(2, WF_ARM_LEFT))

gunichar wf_glyph_arms(guint arms, guint vertical_link, guint horizontal_link, bool ascii)
{
    bool heavy_up = arms & WF_ARM(2, WF_ARM_UP), heavy_right = arms & WF_ARM(2, WF_ARM_RIGHT);
    bool up = arms & UP, right = arms & RIGHT, down = arms & DOWN, left = arms & LEFT;
    if (ascii) {
        if (up + right + down + left == 3)
            return '+';
        if (up && down)
            return (gunichar)ascii_vertical[vertical_link][heavy_up];
        if (left && right)
            return heavy_right ? '=' : '-';
        return down ? '.' : '\'';
    }
    if (up && down && !left && !right)
        return vertical[vertical_link][heavy_up];
    if (left && right && !up && !down)
        return horizontal[horizontal_link][heavy_right];
    return box_drawing[arms & 0xff];
}

gunichar wf_glyph_head(guint link, WfHead head, bool ascii)
{
    static const gunichar unicode[WF_N_LINKS][4] = {{0x25BC, 0x25B2, 0x25B6, 0x25C0},
                                                    {0x25BD, 0x25B3, 0x25B7, 0x25C1},
                                                    {0x25BF, 0x25B5, 0x25B9, 0x25C3}};
    static const char plain[WF_N_LINKS][4] = {
        {'v', '^', '>', '<'}, {'V', 'A', '}', '{'}, {'Y', 'T', ')', '('}};
    return ascii ? (gunichar)plain[link][head] : unicode[link][head];
}
