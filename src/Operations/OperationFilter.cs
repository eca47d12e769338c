namespace Transcribe.Operations;

/// <summary>The part of AIP-160's filter language that is understood: <c>done</c>, <c>NOT done</c>, <c>-done</c>, and <c>done</c> compared by <c>=</c>, <c>!=</c> or <c>:</c> with <c>true</c> or <c>false</c>.</summary>
public static class OperationFilter
{
    /// <summary>Whether the operations asked for are done; null when both are.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>.</exception>
    public static bool? ParseDone(string filter) => string.Concat(filter.Where(character => !char.IsWhiteSpace(character))) switch
    {
        "" => null,
        "done" or "done=true" or "done:true" or "done!=false" => true,
        "NOTdone" or "-done" or "done=false" or "done:false" or "done!=true" => false,
        _ => throw new OperationException(OperationError.InvalidArgument, $"The filter '{filter}' is not understood; use 'done = true' or 'done = false'"),
    };
}
