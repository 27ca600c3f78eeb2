import bash from 'highlight.js/lib/languages/bash'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import python from 'highlight.js/lib/languages/python'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'
import { createElement, type ReactNode } from 'react'

const lowlight = createLowlight({ bash, css, diff, go, java, javascript, json, markdown, python, sql, typescript, xml, yaml })

/** Longer code stays plain: colouring a thousand lines takes tens of milliseconds, and nobody reads them by colour. */
const LONGEST = 40_000

type Tree = ReturnType<typeof lowlight.highlight>
type Node = Tree['children'][number]

/** The code with its words in classes, or null where the language is not one of ours. */
export function highlight(code: string, language: string): ReactNode[] | null {
  if (code.length > LONGEST || !lowlight.registered(language)) return null
  return lowlight.highlight(language, code).children.map(toReact)
}

function toReact(node: Node, key: number): ReactNode {
  if (node.type === 'text') return node.value
  if (node.type !== 'element') return null
  const classes = node.properties['className']
  return createElement('span', { key, className: Array.isArray(classes) ? classes.join(' ') : undefined }, node.children.map(toReactChild))
}

const toReactChild = (node: Extract<Node, { type: 'element' }>['children'][number], key: number): ReactNode => toReact(node, key)
