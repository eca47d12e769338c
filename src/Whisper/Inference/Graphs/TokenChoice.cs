using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using static Transcribe.Whisper.Inference.Graphs.GraphBuilder;

namespace Transcribe.Whisper.Inference.Graphs;

/// <summary>
/// Applies the <see cref="LogitsRules"/> and chooses the likeliest token within a graph, so that the logits stay on the device and the host
/// gets two numbers per row. Input: <c>constraints</c> [batch, 4], rows in the layout of <see cref="Write"/>. Outputs: <c>chosen_ids</c>
/// [batch, 1], the lowest of equally likely ids, and <c>chosen_log_probabilities</c> [batch, 1], not finite if an allowed logit is NaN or
/// +∞, or if no token is allowed. All operators have CUDA kernels. The CUDA kernel of ArgMax does not define which of several maxima it
/// finds, so the graph takes the lowest id with the largest logit.
/// </summary>
internal sealed class TokenChoice(GraphBuilder graph, GenerationConfig config, int vocabulary)
{
    public const string Constraints = "constraints";
    public const string Ids = "chosen_ids";
    public const string LogProbabilities = "chosen_log_probabilities";

    /// <summary>The number of columns of the constraints.</summary>
    public const int Columns = 4;

    /// <summary>The number of lists of allowed tokens: one for each combination of first token or not and timestamps or not.</summary>
    private const int Lists = 4;

    private readonly int _firstTimestamp = config.Tokens.FirstTimestamp;

    /// <summary>
    /// Writes constraints as a row: the list's index, the first text token, the first timestamp, and the id after the last timestamp.
    /// </summary>
    /// <param name="constraints">The constraints on the row's next token.</param>
    /// <param name="row">[<see cref="Columns"/>].</param>
    public static void Write(TokenConstraints constraints, Span<int> row) => (row[0], row[1], row[2], row[3]) = (
        List(constraints.IsFirst, constraints.HasTimestamps), constraints.FirstText, constraints.FirstTimestamp, constraints.EndTimestamp);

    /// <summary>Adds the input, the nodes and the outputs.</summary>
    /// <param name="logits">[batch, vocabulary], f32.</param>
    public void Append(string logits)
    {
        graph.Input(Constraints, TensorElementType.Int32, null, Columns);
        var allowed = graph.Node("Where", [Allowed(), logits, Float("minus_infinity", float.NegativeInfinity)]);
        var (text, timestamps) = (Part(allowed, 0, _firstTimestamp), Part(allowed, _firstTimestamp, vocabulary));
        var (bestText, bestTimestamp) = (Reduce("ReduceMax", text), Reduce("ReduceMax", timestamps));
        var best = graph.Node("Max", [bestText, bestTimestamp]);

        // The numerators of the softmax relative to the likeliest token are at most 1, so their sums do not overflow.
        var likelihoods = graph.Node("Exp", [graph.Node("Sub", [allowed, best])]);
        var textSum = Reduce("ReduceSum", Part(likelihoods, 0, _firstTimestamp));
        var timestampSum = Reduce("ReduceSum", Part(likelihoods, _firstTimestamp, vocabulary));
        var sum = graph.Node("Add", [textSum, timestampSum]);

        // A timestamp is chosen if all timestamps together are likelier than any text token.
        var likelier = graph.Node("Greater", [graph.Node("Log", [timestampSum]), graph.Node("Sub", [bestText, best])]);
        var withTimestamps = Int32("with_timestamps", List(isFirst: false, hasTimestamps: true));
        var timestampsOnly = graph.Node("And", [graph.Node("GreaterOrEqual", [Column(0), withTimestamps]), likelier]);
        var chosen = graph.Node("Where", [timestampsOnly, bestTimestamp, best]);
        Choose(allowed, chosen, graph.Node("Where", [timestampsOnly, Int32("first_timestamp", _firstTimestamp), Int32("zero", 0)]));
        Score(chosen, best, graph.Node("Where", [timestampsOnly, timestampSum, sum]), sum);
    }

    private static int List(bool isFirst, bool hasTimestamps) => (isFirst ? 1 : 0) + (hasTimestamps ? 2 : 0);

    /// <summary>Whether each token is in the row's list of allowed tokens and in one of its ranges, [batch, vocabulary].</summary>
    private string Allowed()
    {
        var lists = graph.Weight<bool>("choice.lists", [Lists, vocabulary], FillLists);
        var listed = graph.Node("Gather", [lists, graph.Node("Reshape", [Column(0), graph.Constant(-1)])]);
        var text = Between(Column(1), Int32("first_timestamp", _firstTimestamp));
        var timestamps = Between(Column(2), Column(3));
        return graph.Node("And", [listed, graph.Node("Or", [text, timestamps])]);
    }

    private void FillLists(Span<bool> lists)
    {
        var suppressed = new SuppressedTokens(config);
        var logits = new float[vocabulary];
        foreach (var (isFirst, hasTimestamps) in (ReadOnlySpan<(bool, bool)>)[(false, false), (true, false), (false, true), (true, true)])
        {
            Array.Clear(logits);
            suppressed.Suppress(logits, isFirst, hasTimestamps);
            var list = lists.Slice(List(isFirst, hasTimestamps) * vocabulary, vocabulary);
            for (var id = 0; id < vocabulary; id++)
                list[id] = logits[id] == 0;
        }
    }

    /// <summary>Outputs the lowest id that is at least <paramref name="lowest"/> and has the chosen logit.</summary>
    private void Choose(string logits, string chosen, string lowest)
    {
        var isLikeliest = graph.Node("GreaterOrEqual", [logits, chosen]);
        var candidates = graph.Node("And", [isLikeliest, graph.Node("GreaterOrEqual", [AllIds(), lowest])]);
        var ids = graph.Node("Where", [candidates, AllIds(), Int32("none", vocabulary)]);
        graph.NamedNode("ReduceMin", [ids, graph.Constant(1)], Ids, Int("keepdims", 1));
        graph.DeclareOutput(Ids, TensorElementType.Int32, null, 1);
    }

    private void Score(string chosen, string best, string kept, string sum)
    {
        var score = graph.Node("Sub", [chosen, graph.Node("Add", [best, graph.Node("Log", [kept])])]);
        // sum - sum is 0, or NaN if any allowed logit is NaN, even one that the choice ignored.
        graph.NamedNode("Add", [score, graph.Node("Sub", [sum, sum])], LogProbabilities);
        graph.DeclareOutput(LogProbabilities, TensorElementType.Float, null, 1);
    }

    private string Between(string from, string to) =>
        graph.Node("And", [graph.Node("GreaterOrEqual", [AllIds(), from]), graph.Node("Less", [AllIds(), to])]);

    /// <summary>One column of the constraints, [batch, 1].</summary>
    private string Column(int index) => graph.Node("Gather", [Constraints, graph.Constant(index)], Int("axis", 1));

    private string Part(string values, int from, int to) =>
        graph.Node("Slice", [values, graph.Constant(from), graph.Constant(to), graph.Constant(1)]);

    private string Reduce(string operation, string values) => graph.Node(operation, [values, graph.Constant(1)], Int("keepdims", 1));

    private string AllIds() => graph.Weight<int>("choice.ids", [vocabulary], ids =>
    {
        for (var id = 0; id < ids.Length; id++)
            ids[id] = id;
    });

    private string Int32(string name, int value) => graph.Weight<int>($"choice.{name}", [1], destination => destination[0] = value);

    private string Float(string name, float value) => graph.Weight<float>($"choice.{name}", [1], destination => destination[0] = value);
}
