/* Where a link of an exported file leads. */
#pragma once

/* @path, which is relative to the working directory, as seen from the folder @file is in. As it is,
 * if it is absolute, or @file is NULL or no place with a folder of its own ("-", "/dev/stdout").
 * Caller frees. */
char *link_target(const char *path, const char *file);
