/*
 * src/config/source.h: the sections of sources.ini into sources.
 *
 * Shape   a section is a source, in the file's order; one without a good id or address is left out,
 *         any other fault costs its own line
 * Memory  in the arena handed in
 */
#ifndef COURANT_CONFIG_SOURCE_H
#define COURANT_CONFIG_SOURCE_H

#include <courant/config.h>

size_t sources_read(struct arena *a, str file, const struct ini *ini,
                    struct config_problems *problems, const struct config_source **out);

#endif
