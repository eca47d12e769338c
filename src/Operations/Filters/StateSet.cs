namespace Transcribe.Operations.Filters;

/// <summary>A set of states.</summary>
/// <param name="Bits">One bit for each state.</param>
public readonly record struct StateSet(int Bits)
{
    private static readonly OperationState[] States = Enum.GetValues<OperationState>();

    /// <summary>Every state.</summary>
    public static StateSet All { get; } = Of(States);

    /// <summary>The states of operations that are done.</summary>
    public static StateSet Done { get; } = Of(OperationState.Succeeded, OperationState.Failed, OperationState.Cancelled);

    /// <summary>Its members.</summary>
    public IEnumerable<OperationState> Members => States.Where(Has);

    /// <summary>The states that are not in it.</summary>
    public StateSet Not => new(All.Bits & ~Bits);

    public static StateSet Of(params IEnumerable<OperationState> states) =>
        new(states.Aggregate(0, (bits, state) => bits | (1 << (int)state)));

    public bool Has(OperationState state) => (Bits & (1 << (int)state)) != 0;

    public StateSet And(StateSet other) => new(Bits & other.Bits);

    public StateSet Or(StateSet other) => new(Bits | other.Bits);
}
