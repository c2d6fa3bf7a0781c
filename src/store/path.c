/* Which paths a node may have: ZooKeeper's own rules, checked before anything
 * is sent, because its C client does not check and the server's answer to some
 * of them is to drop the connection. */
#include "weft/limits.h"
#include "weft/store.h"

#include <string.h>

static bool is_allowed(gunichar c)
{
    return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !(c >= 0xd800 && c <= 0xf8ff) &&
           !(c >= 0xfff0 && c <= 0xffff);
}

static const char *part_problem(const char *part, gsize len)
{
    if (len == 0)
        return "a part of the path is empty";
    if (part[0] == '.' && (len == 1 || (len == 2 && part[1] == '.')))
        return "'.' and '..' are not allowed in a path";
    return NULL;
}

static const char *text_problem(const char *path, gsize len)
{
    bool plain = true;
    for (gsize i = 0; i < len && plain; i++)
        plain = path[i] >= 0x20 && path[i] < 0x7f;
    if (plain)
        return NULL;
    if (!g_utf8_validate(path, (gssize)len, NULL))
        return "the path is not valid UTF-8";
    for (const char *p = path; *p; p = g_utf8_next_char(p))
        if (!is_allowed(g_utf8_get_char(p)))
            return "the path has a character that is not allowed";
    return NULL;
}

const char *wf_path_problem(const char *path)
{
    if (!path || path[0] != '/')
        return "a path begins with '/'";
    gsize len = strlen(path);
    if (len > WF_LIMIT_PATH_BYTES)
        return "the path is too long";
    const char *problem = text_problem(path, len);
    for (const char *part = path + 1; !problem && len > 1; part = strchr(part, '/') + 1) {
        problem = part_problem(part, strcspn(part, "/"));
        if (!strchr(part, '/'))
            break;
    }
    return problem;
}
