/* Reads a printed graph the way a person would, and says what is wrong with it.
 *
 * It knows the visible graph (labels are unique in test models) and the text,
 * and nothing of how the text came about: boxes are found by their labels, and
 * from each arrow head the line is walked back, straight over crossings, to the
 * box it comes from. */
#pragma once

#include <glib.h>
#include <string.h>
#include <weft/layout.h>

enum { UP, RIGHT, DOWN, LEFT };
static const int step_x[4] = {0, 1, 0, -1}, step_y[4] = {-1, 0, 1, 0};

/* Arms of U+2500 .. U+257F by their Unicode names: 0 none, 1 light, 2 heavy. */
static const guint8 box_arms[128][4] = {
    {0, 1, 0, 1}, {0, 2, 0, 2}, {1, 0, 1, 0}, {2, 0, 2, 0}, {0, 1, 0, 1}, {0, 2, 0, 2},
    {1, 0, 1, 0}, {2, 0, 2, 0}, {0, 1, 0, 1}, {0, 2, 0, 2}, {1, 0, 1, 0}, {2, 0, 2, 0},
    {0, 1, 1, 0}, {0, 2, 1, 0}, {0, 1, 2, 0}, {0, 2, 2, 0}, {0, 0, 1, 1}, {0, 0, 1, 2},
    {0, 0, 2, 1}, {0, 0, 2, 2}, {1, 1, 0, 0}, {1, 2, 0, 0}, {2, 1, 0, 0}, {2, 2, 0, 0},
    {1, 0, 0, 1}, {1, 0, 0, 2}, {2, 0, 0, 1}, {2, 0, 0, 2}, {1, 1, 1, 0}, {1, 2, 1, 0},
    {2, 1, 1, 0}, {1, 1, 2, 0}, {2, 1, 2, 0}, {2, 2, 1, 0}, {1, 2, 2, 0}, {2, 2, 2, 0},
    {1, 0, 1, 1}, {1, 0, 1, 2}, {2, 0, 1, 1}, {1, 0, 2, 1}, {2, 0, 2, 1}, {2, 0, 1, 2},
    {1, 0, 2, 2}, {2, 0, 2, 2}, {0, 1, 1, 1}, {0, 1, 1, 2}, {0, 2, 1, 1}, {0, 2, 1, 2},
    {0, 1, 2, 1}, {0, 1, 2, 2}, {0, 2, 2, 1}, {0, 2, 2, 2}, {1, 1, 0, 1}, {1, 1, 0, 2},
    {1, 2, 0, 1}, {1, 2, 0, 2}, {2, 1, 0, 1}, {2, 1, 0, 2}, {2, 2, 0, 1}, {2, 2, 0, 2},
    {1, 1, 1, 1}, {1, 1, 1, 2}, {1, 2, 1, 1}, {1, 2, 1, 2}, {2, 1, 1, 1}, {1, 1, 2, 1},
    {2, 1, 2, 1}, {2, 1, 1, 2}, {2, 2, 1, 1}, {1, 1, 2, 2}, {1, 2, 2, 1}, {2, 2, 1, 2},
    {1, 2, 2, 2}, {2, 1, 2, 2}, {2, 2, 2, 1}, {2, 2, 2, 2}, {0, 1, 0, 1}, {0, 2, 0, 2},
    {1, 0, 1, 0}, {2, 0, 2, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0},
    {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0},
    {0, 0, 0, 2}, {2, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 2, 0}, {0, 2, 0, 1}, {1, 0, 2, 0},
    {0, 1, 0, 2}, {2, 0, 1, 0},
};

typedef struct {
    int width, height;
    gunichar *cells;
} Picture;

static inline gunichar picture_at(const Picture *p, int x, int y)
{
    return x < 0 || y < 0 || x >= p->width || y >= p->height ? ' ' : p->cells[y * p->width + x];
}

static inline Picture picture_read(const char *text)
{
    Picture p = {0};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int y = 0; lines[y]; y++) {
        p.height = y + 1;
        p.width = MAX(p.width, (int)g_utf8_strlen(lines[y], -1));
    }
    p.cells = g_new(gunichar, p.width * p.height + 1);
    for (int i = 0; i < p.width * p.height; i++)
        p.cells[i] = ' ';
    for (int y = 0; lines[y]; y++) {
        int x = 0;
        for (const char *s = lines[y]; *s; s = g_utf8_next_char(s))
            p.cells[y * p.width + x++] = g_utf8_get_char(s);
    }
    return p;
}

typedef struct {
    const Picture *picture;
    const WfVisible *visible;
    const WfScene *scene; /* for frames' places and which edges are text only */
    bool across;          /* ranks go left to right */
    gint32 *box;          /* node per cell, -1 none */
    guint8 *kind;         /* per cell: what it was explained as */
    guint8 *walked;       /* per cell: 1 sideways, 2 upright */
    GHashTable *found;    /* "from to link" -> times seen */
    guint heads_up, crossings;
    GString *wrong;
} Check;

enum { BLANK, IN_BOX, IN_FRAME, IN_TITLE, IN_STUB, HEAD };

static inline void complain(Check *c, const char *format, ...) G_GNUC_PRINTF(2, 3);
static inline void complain(Check *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(c->wrong, format, args);
    g_string_append_c(c->wrong, '\n');
    va_end(args);
}

static inline int cell_index(const Check *c, int x, int y)
{
    return x < 0 || y < 0 || x >= c->picture->width || y >= c->picture->height
               ? -1
               : y * c->picture->width + x;
}

static inline bool word_at(const Picture *p, int x, int y, const char *word)
{
    int n = (int)g_utf8_strlen(word, -1);
    for (int i = 0; i < n; i++, word = g_utf8_next_char(word))
        if (picture_at(p, x + i, y) != g_utf8_get_char(word))
            return false;
    return true;
}

static inline bool word_ends(gunichar c)
{
    return !g_unichar_isalnum(c) && c != '.' && c != '-' && c != '_';
}

static inline bool find_word(const Picture *p, const char *word, int *x, int *y, int *times)
{
    int n = (int)g_utf8_strlen(word, -1);
    *times = 0;
    for (int row = 0; row < p->height; row++) {
        for (int col = 0; col + n <= p->width; col++) {
            if (!word_at(p, col, row, word) || !word_ends(picture_at(p, col - 1, row)) ||
                !word_ends(picture_at(p, col + n, row)))
                continue;
            gunichar before = picture_at(p, col - 1, row);
            if (before == ',' || (before == ' ' && (picture_at(p, col - 2, row) == 0x2192 ||
                                                    picture_at(p, col - 2, row) == 0x2190)))
                continue; /* named in a stub */
            *x = col;
            *y = row;
            ++*times;
        }
    }
    return *times == 1;
}

static inline bool side_of_box(gunichar c, bool left)
{
    return c == 0x2502 || c == 0x2551 || c == (gunichar)(left ? '[' : ']');
}

/* From a label outwards to the box round it. */
static inline void find_box(Check *c, guint32 node)
{
    const char *label = wf_visible_node(c->visible, node)->label;
    int x, y, times, n = (int)g_utf8_strlen(label, -1);
    if (!find_word(c->picture, label, &x, &y, &times)) {
        complain(c, "label %s stands %d times", label, times);
        return;
    }
    int left = x - 1, right = x + n, top = y, bottom = y;
    while (left > 0 && !side_of_box(picture_at(c->picture, left, y), true))
        left--;
    while (right < c->picture->width && !side_of_box(picture_at(c->picture, right, y), false))
        right++;
    bool twice = wf_visible_node(c->visible, node)->flags & WF_NODE_FOLDED &&
                 picture_at(c->picture, left, y) == '[';
    if (twice && picture_at(c->picture, --left, y) != '[')
        complain(c, "box of %s has one bracket", label);
    right += twice;
    while (side_of_box(picture_at(c->picture, left, top - 1), true) &&
           side_of_box(picture_at(c->picture, right, top - 1), false))
        top--;
    while (side_of_box(picture_at(c->picture, left, bottom + 1), true) &&
           side_of_box(picture_at(c->picture, right, bottom + 1), false))
        bottom++;
    gunichar corner = picture_at(c->picture, left, top - 1);
    if (corner == 0x250C || corner == 0x2554) {
        if (picture_at(c->picture, left, y) != '[') {
            top--;
            bottom++;
        }
    }
    for (int row = top; row <= bottom; row++) {
        for (int col = left; col <= right; col++) {
            int i = cell_index(c, col, row);
            if (i < 0 || c->kind[i] == IN_BOX) {
                complain(c, "box of %s overlaps another", label);
                return;
            }
            bool border = row == top || row == bottom || col == left || col == right;
            gunichar ch = c->picture->cells[i];
            bool plain = top == bottom || picture_at(c->picture, left, top) == '[';
            if (plain ? (border && (col == left || col == right)
                             ? ch != (gunichar)(col == left ? '[' : ']')
                             : row != y && ch != ' ' &&
                                   !(twice && (col == left + 1 || col == right - 1)))
                      : (border && row != top && row != bottom && !side_of_box(ch, col == left)) ||
                            (border && row == top && col != left && col != right && ch != 0x2500 &&
                             ch != 0x2550) ||
                            (border && row == bottom && col != left && col != right &&
                             ch != 0x2500 && ch != 0x2550))
                complain(c, "box of %s is damaged at %d,%d", label, col, row);
            c->kind[i] = IN_BOX;
            c->box[i] = (gint32)node;
        }
    }
    const char *stub = wf_scene_stub(c->scene, node);
    if (!stub)
        return;
    int stub_x = c->across ? left : right + 1,
        stub_y = c->across ? bottom + 1 : (top + bottom + (top != bottom)) / 2;
    if (!word_at(c->picture, stub_x, stub_y, stub)) {
        complain(c, "stub of %s is not at %d,%d", label, stub_x, stub_y);
        return;
    }
    for (int i = 0; i < (int)g_utf8_strlen(stub, -1); i++)
        c->kind[cell_index(c, stub_x + i, stub_y)] = IN_STUB;
}

static inline void get_arms(const Check *c, int x, int y, guint8 arms[4])
{
    gunichar ch = picture_at(c->picture, x, y);
    memset(arms, 0, 4);
    int i = cell_index(c, x, y);
    if (i < 0 || (c->kind[i] != BLANK && c->kind[i] != HEAD))
        return;
    if (ch >= 0x2500 && ch < 0x2580)
        memcpy(arms, box_arms[ch - 0x2500], 4);
}

static inline bool is_head(gunichar ch, int *ret_way, guint *ret_link)
{
    static const gunichar heads[3][4] = {{0x25B2, 0x25B6, 0x25BC, 0x25C0},
                                         {0x25B3, 0x25B7, 0x25BD, 0x25C1},
                                         {0x25B5, 0x25B9, 0x25BF, 0x25C3}};
    for (guint link = 0; link < 3; link++) {
        for (int way = 0; way < 4; way++) {
            if (heads[link][way] == ch) {
                *ret_way = way;
                *ret_link = link;
                return true;
            }
        }
    }
    return false;
}

static inline gint32 box_at(const Check *c, int x, int y)
{
    int i = cell_index(c, x, y);
    return i < 0 ? -1 : c->box[i];
}

/* The frame whose border, without corners, somebody going @way meets from outside at this cell. */
static inline gint32 frame_met(const Check *c, int x, int y, int way)
{
    for (guint32 f = 0; f < wf_visible_n_frames(c->visible); f++) {
        WfRect r = wf_scene_frame(c->scene, f);
        int right = r.x + r.width - 1, bottom = r.y + r.height - 1;
        bool beside = way == UP || way == DOWN ? x > r.x && x < right : y > r.y && y < bottom;
        if (beside && (way == DOWN   ? y == r.y
                       : way == UP   ? y == bottom
                       : way == LEFT ? x == right
                                     : x == r.x))
            return (gint32)f;
    }
    return -1;
}

/* Frames as ends of edges are counted behind the nodes. */
static inline gint32 end_of(const Check *c, guint32 e, bool to)
{
    const WfVisibleEdge *edge = wf_visible_edge(c->visible, e);
    gint32 from_frame = wf_visible_node(c->visible, edge->from)->frame,
           to_frame = wf_visible_node(c->visible, edge->to)->frame,
           frame = to ? to_frame : from_frame;
    bool wanted = to ? edge->to_frame : edge->from_frame;
    if (wanted && frame >= 0 && from_frame != to_frame)
        return (gint32)wf_visible_n_nodes(c->visible) + frame;
    return (gint32)(to ? edge->to : edge->from);
}

static inline void check_frame(Check *c, guint32 number)
{
    WfRect r = wf_scene_frame(c->scene, number);
    const char *title = wf_visible_frame(c->visible, number)->title;
    int n = (int)g_utf8_strlen(title, -1);
    int at = -1;
    for (int x = r.x + 1; x + n < r.x + r.width && at < 0; x++)
        if (word_at(c->picture, x, r.y, title) && picture_at(c->picture, x - 1, r.y) == ' ')
            at = x;
    if (at < 0)
        complain(c, "title %s is not on its frame", title);
    for (int y = r.y; y < r.y + r.height; y++) {
        for (int x = r.x; x < r.x + r.width; x++) {
            bool level = y == r.y || y == r.y + r.height - 1,
                 upright = x == r.x || x == r.x + r.width - 1;
            int i = cell_index(c, x, y);
            if (i < 0 || (!level && !upright))
                continue;
            gunichar ch = c->picture->cells[i];
            guint8 arms[4];
            int way;
            guint link;
            get_arms(c, x, y, arms);
            bool branches = level ? arms[LEFT] && arms[RIGHT] && !arms[UP] != !arms[DOWN]
                                  : arms[UP] && arms[DOWN] && !arms[LEFT] != !arms[RIGHT];
            if (branches || (is_head(ch, &way, &link) && frame_met(c, x, y, way) == (gint32)number))
                continue;
            if (c->kind[i] != BLANK)
                complain(c, "frame %s meets something at %d,%d", title, x, y);
            else if (level && upright ? ch >= 0x256D && ch <= 0x2570
                                      : ch == (level ? 0x254Cu : 0x254Eu))
                c->kind[i] = IN_FRAME;
            else if (y == r.y && at >= 0 && x >= at - 1 && x <= at + n)
                c->kind[i] = IN_TITLE;
            else if (level && upright)
                complain(c, "corner of frame %s is gone at %d,%d", title, x, y);
            else if (level ? !(arms[UP] && arms[DOWN] && !arms[LEFT] && !arms[RIGHT])
                           : !(arms[LEFT] && arms[RIGHT] && !arms[UP] && !arms[DOWN]))
                complain(c, "frame %s is broken at %d,%d", title, x, y);
        }
    }
}

static inline void check_members(Check *c)
{
    for (guint32 i = 0; i < wf_visible_n_nodes(c->visible); i++) {
        WfRect b = wf_scene_box(c->scene, i);
        gint32 own = wf_visible_node(c->visible, i)->frame;
        for (guint32 f = 0; f < wf_visible_n_frames(c->visible); f++) {
            WfRect r = wf_scene_frame(c->scene, f), both = wf_rect_cut(r, b);
            bool inside = both.width == b.width && both.height == b.height && b.x > r.x &&
                          b.y > r.y && b.x + b.width < r.x + r.width &&
                          b.y + b.height < r.y + r.height;
            if ((gint32)f == own ? !inside : both.width > 0 && both.height > 0)
                complain(c, "box %u and frame %u do not agree", i, f);
        }
    }
    for (guint32 f = 0; f < wf_visible_n_frames(c->visible); f++)
        for (guint32 g = f + 1; g < wf_visible_n_frames(c->visible); g++) {
            WfRect both = wf_rect_cut(wf_scene_frame(c->scene, f), wf_scene_frame(c->scene, g));
            if (both.width > 0 && both.height > 0)
                complain(c, "frames %u and %u overlap", f, g);
        }
}

/* Every arm meets its like, an arrow head, or a box where edges may end. */
static inline void check_cell(Check *c, int x, int y)
{
    guint8 arms[4], other[4];
    gunichar ch = picture_at(c->picture, x, y);
    int i = cell_index(c, x, y), way, n = 0;
    guint link;
    if (c->kind[i] != BLANK || ch == ' ')
        return;
    if (is_head(ch, &way, &link)) {
        c->kind[i] = HEAD;
        return;
    }
    get_arms(c, x, y, arms);
    for (int a = 0; a < 4; a++)
        n += arms[a] != 0;
    for (int a = 0; n == 3 && a < 4; a++) { /* branches off a frame's border */
        if (arms[a] && !arms[(a + 2) % 4] && frame_met(c, x, y, (a + 2) % 4) >= 0)
            return;
    }
    if (n != 2 && n != 4) {
        complain(c, "no part of a picture at %d,%d: U+%04X", x, y, ch);
        return;
    }
    c->crossings += n == 4;
    if (n == 4 && (arms[UP] != arms[DOWN] || arms[LEFT] != arms[RIGHT]))
        complain(c, "crossing changes weight at %d,%d", x, y);
    if (n == 2) {
        int first = 0, second = 3;
        while (!arms[first])
            first++;
        while (!arms[second])
            second--;
        if (arms[first] != arms[second])
            complain(c, "line changes weight at %d,%d", x, y);
    }
    for (int a = 0; a < 4; a++) {
        if (!arms[a])
            continue;
        int nx = x + step_x[a], ny = y + step_y[a];
        gunichar next = picture_at(c->picture, nx, ny);
        get_arms(c, nx, ny, other);
        bool ends =
            box_at(c, nx, ny) >= 0 && (c->across ? a == LEFT || a == RIGHT : a == UP || a == DOWN);
        bool head = is_head(next, &way, &link) && way % 2 == a % 2;
        if (!ends && !head && other[(a + 2) % 4] != arms[a])
            complain(c, "loose arm at %d,%d", x, y);
    }
}

static inline guint style_of(gunichar ch)
{
    switch (ch) {
    case 0x2500:
    case 0x2501:
    case 0x2502:
    case 0x2503:
        return 0;
    case 0x2504:
    case 0x2505:
    case 0x2506:
    case 0x2507:
        return 1;
    case 0x2508:
    case 0x2509:
    case 0x250A:
    case 0x250B:
        return 2;
    default:
        return 3; /* corners and crossings do not say */
    }
}

/* From a head back to where the line starts. */
static inline void walk(Check *c, int x, int y)
{
    int way, length = 0, weight = 0;
    guint link;
    int head_x = x, head_y = y;
    is_head(picture_at(c->picture, x, y), &way, &link);
    gint32 target = box_at(c, x + step_x[way], y + step_y[way]), source = -1;
    gint32 n_nodes = (gint32)wf_visible_n_nodes(c->visible), frame = frame_met(c, x, y, way);
    if (frame >= 0)
        target = n_nodes + frame;
    if (target < 0 || (way % 2 == 1) != c->across) {
        complain(c, "head at %d,%d points to no box", x, y);
        return;
    }
    c->heads_up += way == UP || way == LEFT;
    int going = (way + 2) % 4;
    for (;;) {
        x += step_x[going];
        y += step_y[going];
        if ((source = box_at(c, x, y)) >= 0)
            break;
        guint8 arms[4];
        get_arms(c, x, y, arms);
        int back = (going + 2) % 4, i = cell_index(c, x, y), n = 0;
        if (i < 0 || !arms[back] || length++ > 100000) {
            complain(c, "line from the head at %d,%d is lost at %d,%d", head_x, head_y, x, y);
            return;
        }
        guint style = style_of(c->picture->cells[i]);
        if ((weight && weight != arms[back]) || (style < 3 && style != link))
            complain(c, "line to %d,%d changes its kind at %d,%d", head_x, head_y, x, y);
        weight = arms[back];
        for (int a = 0; a < 4; a++)
            n += arms[a] != 0;
        guint8 axis = n == 3 ? 3 : going % 2 ? 1 : 2;
        if (n == 2) {
            axis = 3;
            for (int a = 0; a < 4; a++)
                if (arms[a] && a != back) {
                    going = a;
                    break;
                }
        }
        if (c->walked[i] & axis)
            complain(c, "two edges share %d,%d", x, y);
        c->walked[i] |= axis;
        if (n == 3) {
            source = n_nodes + frame_met(c, x, y, going);
            break;
        }
    }
    if ((going == LEFT || going == RIGHT) != c->across)
        complain(c, "edge leaves box %d at its side", source);
    char *key = g_strdup_printf("%d %d %u", source, target, link);
    g_hash_table_insert(c->found, key,
                        GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(c->found, key)) + 1));
    /* where all are between VMs, none is marked */
    bool framed = wf_visible_n_frames(c->visible) > 0;
    bool heavy_right = weight == 0; /* nothing but a head: no weight to see */
    for (guint32 e = 0; e < wf_visible_n_edges(c->visible) && !heavy_right; e++) {
        const WfVisibleEdge *edge = wf_visible_edge(c->visible, e);
        heavy_right = end_of(c, e, false) == source && end_of(c, e, true) == target &&
                      edge->link == link && (edge->cross && framed) == (weight == 2);
    }
    if (!heavy_right)
        complain(c, "edge from %d to %d has the wrong weight or does not exist", source, target);
}

static inline void check_edges(Check *c)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 e = 0; e < wf_visible_n_edges(c->visible); e++) {
        const WfVisibleEdge *edge = wf_visible_edge(c->visible, e);
        guint32 n;
        wf_scene_points(c->scene, e, &n);
        if (edge->from == edge->to)
            continue;
        if (n == 0) {
            bool written = wf_scene_stub(c->scene, edge->from) || edge->from_frame;
            if (!written || !(wf_scene_stub(c->scene, edge->to) || edge->to_frame))
                complain(c, "edge %u is neither drawn nor written", e);
            continue;
        }
        char *key =
            g_strdup_printf("%d %d %u", end_of(c, e, false), end_of(c, e, true), edge->link);
        g_hash_table_insert(wanted, key,
                            GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(wanted, key)) + 1));
    }
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, wanted);
    while (g_hash_table_iter_next(&iter, &key, &value))
        if (g_hash_table_lookup(c->found, key) != value)
            complain(c, "edge %s drawn %d times", (char *)key,
                     GPOINTER_TO_INT(g_hash_table_lookup(c->found, key)));
    g_hash_table_iter_init(&iter, c->found);
    while (g_hash_table_iter_next(&iter, &key, &value))
        if (!g_hash_table_contains(wanted, key))
            complain(c, "phantom edge %s", (char *)key);
}

typedef struct {
    guint crossings, heads_up;
} PictureFacts;

/* What is wrong with the picture, one complaint a line; empty if nothing is. */
static inline char *picture_check(const char *text, const WfVisible *visible, const WfScene *scene,
                                  bool across, PictureFacts *ret_facts)
{
    Picture picture = picture_read(text);
    gsize n = (gsize)picture.width * picture.height + 1;
    Check c = {.picture = &picture, .visible = visible, .scene = scene, .across = across};
    c.box = g_new(gint32, n);
    for (gsize i = 0; i < n; i++)
        c.box[i] = -1;
    c.kind = g_new0(guint8, n);
    c.walked = g_new0(guint8, n);
    c.found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    c.wrong = g_string_new(NULL);
    for (guint32 i = 0; i < wf_visible_n_nodes(visible); i++)
        find_box(&c, i);
    for (guint32 i = 0; i < wf_visible_n_frames(visible); i++)
        check_frame(&c, i);
    check_members(&c);
    for (int y = 0; y < picture.height; y++)
        for (int x = 0; x < picture.width; x++)
            check_cell(&c, x, y);
    for (int y = 0; y < picture.height; y++)
        for (int x = 0; x < picture.width; x++)
            if (c.kind[cell_index(&c, x, y)] == HEAD)
                walk(&c, x, y);
    for (int y = 0; y < picture.height; y++) {
        for (int x = 0; x < picture.width; x++) {
            guint8 arms[4];
            int i = cell_index(&c, x, y);
            get_arms(&c, x, y, arms);
            if (c.kind[i] == BLANK && (((arms[UP] || arms[DOWN]) && !(c.walked[i] & 2)) ||
                                       ((arms[LEFT] || arms[RIGHT]) && !(c.walked[i] & 1))))
                complain(&c, "line at %d,%d belongs to no edge", x, y);
        }
    }
    check_edges(&c);
    *ret_facts = (PictureFacts){c.crossings, c.heads_up};
    g_free(c.box);
    g_free(c.kind);
    g_free(c.walked);
    g_hash_table_unref(c.found);
    g_free(picture.cells);
    return g_string_free(c.wrong, FALSE);
}
