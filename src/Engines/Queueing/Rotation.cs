namespace Transcribe.Engines.Queueing;

/// <summary>
/// Groups of waiting items that take turns. A group exists only while items wait in it, so the memory is bounded by the number of items.
/// Not safe for concurrent use.
/// </summary>
internal sealed class Rotation<TKey, TGroup>
    where TKey : notnull
    where TGroup : new()
{
    private readonly Dictionary<TKey, TGroup> _groups = [];
    private readonly Queue<TKey> _turns = new();

    public bool IsEmpty => _turns.Count == 0;

    /// <summary>The group whose turn it is.</summary>
    /// <exception cref="InvalidOperationException">There is no group.</exception>
    public TGroup First => _groups[_turns.Peek()];

    /// <summary>The group of a key. A new group gets its turn after all others.</summary>
    public TGroup Join(TKey key)
    {
        if (_groups.TryGetValue(key, out var group))
            return group;
        _groups.Add(key, group = new TGroup());
        _turns.Enqueue(key);
        return group;
    }

    /// <summary>Ends the turn of the first group.</summary>
    /// <param name="isEmpty">Whether nothing waits in the group any more; it is dropped.</param>
    /// <param name="isServed">Whether the group goes behind all others; otherwise it stays the first.</param>
    public void EndTurn(bool isEmpty, bool isServed)
    {
        if (isEmpty)
            _groups.Remove(_turns.Dequeue());
        else if (isServed)
            _turns.Enqueue(_turns.Dequeue());
    }
}
