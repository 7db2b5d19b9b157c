/** Settings as objects that document, parse and check themselves. */
package io.kvorum.spi.config;
