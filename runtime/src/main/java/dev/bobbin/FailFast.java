package dev.bobbin;

/** A joiner for which the first failure is the group's, so that its owner hears of it at once. */
interface FailFast {}
