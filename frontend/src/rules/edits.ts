/** Changes of a draft. Each gives a new tree and leaves the parts that it doesn't touch as they are. */
import { type Group, type Leaf, type Node, newGroup, newId, treesOf } from "./draft";
import { MAX_NODES } from "./language";

/** The node with that id. */
export function find(root: Group, id: string): Node | undefined {
  if (root.id === id) return root;
  for (const child of childrenOf(root)) {
    const found = findIn(child, id);
    if (found) return found;
  }
  return undefined;
}

function findIn(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  for (const tree of node.type === "group" ? [node] : treesOf(node)) {
    const found = find(tree, id);
    if (found) return found;
  }
  return undefined;
}

function childrenOf(node: Node): readonly Node[] {
  return node.type === "group" ? node.children : treesOf(node).flatMap((tree) => tree.children);
}

/** How many conditions and groups stand in it, itself included. */
export function sizeOf(node: Node): number {
  return childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 1);
}

/** Every condition on people, in the order written. */
export function leavesOf(node: Node): Leaf[] {
  return node.type === "leaf" ? [node] : node.children.flatMap(leavesOf);
}

/** The group with each of its conditions changed, those in groups inside it too. */
export function mapLeaves(group: Group, change: (leaf: Leaf) => Leaf): Group {
  const children = group.children.map((child) => (child.type === "leaf" ? change(child) : mapLeaves(child, change)));
  return { ...group, children };
}

/** The node changed by a function; a group that was given something is no longer fresh. */
export function update<T extends Node = Node>(root: Group, id: string, change: (node: T) => T): Group {
  if (root.id === id) return settled(change(root as Node as T) as Node as Group);
  return within(root, id, (node) => [settled(change(node as T))]);
}

function settled<T extends Node>(node: T): T {
  return node.type === "group" && node.fresh && node.children.length > 0 ? { ...node, fresh: false } : node;
}

/** The node replaced by none, one or several. A nested group or a tree that loses its last child goes with it. */
function within(group: Group, id: string, change: (node: Node) => Node[]): Group {
  let changed = false;
  const children = group.children.flatMap((child) => {
    if (child.id === id) {
      changed = true;
      return change(child);
    }
    const after = inside(child, id, change);
    if (after !== child) changed = true;
    return after === null ? [] : [after];
  });
  return changed ? { ...group, children } : group;
}

function inside(node: Node, id: string, change: (node: Node) => Node[]): Node | null {
  if (node.type === "group") {
    const after = within(node, id, change);
    return after !== node && after.children.length === 0 ? null : after;
  }
  for (const [path, tree] of Object.entries(node.trees ?? {})) {
    const after = tree.id === id ? (change(tree)[0] as Group | undefined) : within(tree, id, change);
    if (after !== tree) return withTree(node, path, after);
  }
  return node;
}

/** The condition with that tree inside it; an empty one is taken away. */
export function withTree(leaf: Leaf, path: string, tree: Group | undefined): Leaf {
  const { trees, ...bare } = leaf;
  const { [path]: _, ...others } = trees ?? {};
  const kept = tree && tree.children.length > 0 ? { ...trees, [path]: tree } : others;
  return Object.keys(kept).length > 0 ? { ...bare, trees: kept } : bare;
}

export function remove(root: Group, id: string): Group {
  return within(root, id, () => []);
}

/** Adds to the end of a group. */
export function append(root: Group, groupId: string, node: Node): Group {
  return update<Group>(root, groupId, (group) => ({ ...group, children: [...group.children, node] }));
}

/** Adds a line to a tree inside a condition, which may not be there yet. */
export function appendLine(root: Group, leafId: string, path: string, line: Node): Group {
  return update<Leaf>(root, leafId, (leaf) => {
    const tree = leaf.trees?.[path];
    const longer = tree ? { ...tree, children: [...tree.children, line] } : newGroup("all", [line], { bare: true });
    return withTree(leaf, path, longer);
  });
}

/** A copy with ids of its own. */
export function copyOf<T extends Node>(node: T): T {
  const id = newId();
  if (node.type === "group") return { ...node, id, children: node.children.map(copyOf) };
  if (!node.trees) return { ...node, id };
  return { ...node, id, trees: Object.fromEntries(Object.entries(node.trees).map(([at, tree]) => [at, copyOf(tree)])) };
}

/** Puts a copy behind the node. */
export function duplicate(root: Group, id: string): { root: Group; copy: string | null } {
  const node = find(root, id);
  if (!node || sizeOf(root) + sizeOf(node) > MAX_NODES) return { root, copy: null };
  const copy = copyOf(node);
  return { root: within(root, id, (original) => [original, copy]), copy: copy.id };
}

function parentOf(root: Group, id: string): Group | undefined {
  if (root.children.some((child) => child.id === id)) return root;
  for (const child of root.children) {
    for (const tree of child.type === "group" ? [child] : treesOf(child)) {
      const found = parentOf(tree, id);
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * One place up (-1) or down (1): past a condition, into a group, and out of one at its edge. The same tree when there is
 * nowhere to go.
 */
export function move(root: Group, id: string, by: -1 | 1): Group {
  const parent = parentOf(root, id);
  const node = find(root, id);
  if (!parent || !node) return root;
  const index = parent.children.findIndex((child) => child.id === id);
  const beside = parent.children[index + by];
  if (beside === undefined) return outOf(root, parent, node, by);
  if (beside.type === "group" && node.type === "leaf") {
    const entered = update<Group>(root, beside.id, (group) => ({
      ...group,
      children: by < 0 ? [...group.children, node] : [node, ...group.children],
    }));
    return update<Group>(entered, parent.id, (group) => ({
      ...group,
      // The one that stood here, not the one that is now deeper.
      children: group.children.filter((child) => child.id !== id),
    }));
  }
  return update<Group>(root, parent.id, (group) => ({
    ...group,
    children: group.children.with(index, beside).with(index + by, node),
  }));
}

function outOf(root: Group, parent: Group, node: Node, by: -1 | 1): Group {
  const outer = parentOf(root, parent.id);
  if (!outer) return root;
  const without = parent.children.filter((child) => child.id !== node.id);
  const rest = without.length > 0 ? [{ ...parent, children: without }] : [];
  return within(root, parent.id, () => (by < 0 ? [node, ...rest] : [...rest, node]));
}

/** The node in a group of its own, whose word is the other one than around it. */
export function wrap(root: Group, id: string): Group {
  const parent = parentOf(root, id);
  return within(root, id, (node) => [newGroup(parent?.join === "any" ? "all" : "any", [node])]);
}

/** The group's children in its place. */
export function unwrap(root: Group, id: string): Group {
  return within(root, id, (node) => (node.type === "group" ? node.children : [node]));
}
