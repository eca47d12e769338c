using Mono.Cecil;

namespace Transcribe.Architecture.Tests;

/// <summary>The references between namespaces.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _edges = new(StringComparer.Ordinal);

    /// <summary>Returns the graph of a module, from every type reference in signatures, attributes and method bodies.</summary>
    public static NamespaceGraph Of(ModuleDefinition module)
    {
        var graph = new NamespaceGraph();
        foreach (var type in module.GetTypes())
        {
            foreach (var reference in TypeReferences.Of(type).Where(reference => reference.Scope == module))
                graph.Add(Namespace(type), Namespace(reference));
        }
        return graph;
    }

    /// <summary>Adds a reference, unless it is within a namespace or between one and its own part.</summary>
    public void Add(string from, string to)
    {
        if (from.Length == 0 || to.Length == 0 || IsWithin(from, to) || IsWithin(to, from))
            return;
        if (!_edges.TryGetValue(from, out var targets))
            _edges.Add(from, targets = new(StringComparer.Ordinal));
        targets.Add(to);
    }

    /// <summary>Returns a cycle as a path, or null if no cycle exists.</summary>
    public string? FindCycle()
    {
        var (path, done) = (new List<string>(), new HashSet<string>());
        foreach (var start in _edges.Keys)
        {
            if (Walk(start, path, done) is { } cycle)
                return cycle;
        }
        return null;
    }

    private string? Walk(string at, List<string> path, HashSet<string> done)
    {
        if (path.IndexOf(at) is >= 0 and var first)
            return string.Join(" → ", path.Skip(first).Append(at));
        if (done.Contains(at))
            return null;
        path.Add(at);
        foreach (var next in _edges.TryGetValue(at, out var targets) ? targets : [])
        {
            if (Walk(next, path, done) is { } cycle)
                return cycle;
        }
        path.RemoveAt(path.Count - 1);
        done.Add(at);
        return null;
    }

    private static bool IsWithin(string part, string whole) => part == whole || part.StartsWith(whole + '.', StringComparison.Ordinal);

    private static string Namespace(TypeReference type) => type.DeclaringType is { } outer ? Namespace(outer) : type.Namespace;
}
