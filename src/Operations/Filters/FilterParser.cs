using System.Globalization;
using System.Text.RegularExpressions;
using Transcribe.Core;

namespace Transcribe.Operations.Filters;

/// <summary>
/// Parses the supported part of AIP-160's filter language: <c>done</c>, <c>state</c>, <c>create_time</c> and <c>tenant</c>, compared by
/// <c>= != &lt; &lt;= &gt; &gt;=</c> and <c>:</c>, joined by AND, OR (which binds tighter) and NOT or <c>-</c>, and parentheses. Times and
/// tenants cannot be joined by OR or negated.
/// </summary>
public sealed partial class FilterParser
{
    private const string Fields = "done, state, create_time or tenant";

    private static readonly Dictionary<string, OperationState> States =
        Enum.GetValues<OperationState>().ToDictionary(state => state.ToString().ToUpperInvariant());

    private readonly string _filter;
    private readonly List<Match> _tokens;
    private int _next;

    private FilterParser(string filter)
    {
        _filter = filter;
        _tokens = [.. Token.Matches(filter).Cast<Match>()];
    }

    private string Current => _next < _tokens.Count ? _tokens[_next].Value : "";

    /// <summary>Parses a filter. An empty one selects all operations.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>, with the place of the error.</exception>
    public static OperationFilter Parse(string filter)
    {
        var parser = new FilterParser(filter);
        if (parser._tokens.Count == 0)
            return OperationFilter.All;
        var parsed = parser.ReadExpression();
        return parser.Current.Length == 0 ? parsed : throw parser.Unexpected("AND or the end");
    }

    // expression = factor {[AND] factor}
    private OperationFilter ReadExpression()
    {
        var expression = ReadFactor();
        while (Current is not ("" or ")"))
        {
            Take("AND");
            expression = expression.And(ReadFactor());
        }
        return expression;
    }

    // factor = term {OR term}
    private OperationFilter ReadFactor()
    {
        var factor = ReadTerm();
        while (Take("OR"))
        {
            var at = _next;
            var term = ReadTerm();
            if (factor.HasMore || term.HasMore)
                throw Unexpected("a state, because times and tenants cannot be joined by OR", at);
            factor = new OperationFilter { States = factor.States.Or(term.States) };
        }
        return factor;
    }

    // term = [NOT | "-"] ("(" expression ")" | restriction)
    private OperationFilter ReadTerm()
    {
        var at = _next;
        if (!Take("NOT") && !Take("-"))
            return Take("(") ? ReadGroup() : ReadRestriction();
        var term = Take("(") ? ReadGroup() : ReadRestriction();
        return term.HasMore
            ? throw Unexpected("a state, because times and tenants cannot be negated", at)
            : new OperationFilter { States = term.States.Not };
    }

    private OperationFilter ReadGroup()
    {
        var group = ReadExpression();
        return Take(")") ? group : throw Unexpected(")");
    }

    private OperationFilter ReadRestriction() => Next(Fields) switch
    {
        "done" => new OperationFilter { States = ReadDone() },
        "state" => new OperationFilter { States = ReadState() },
        "create_time" => ReadTime(),
        "tenant" => ReadTenant(),
        _ => throw Unexpected(Fields, _next - 1),
    };

    private StateSet ReadDone()
    {
        if (Current is not ("=" or "!=" or ":"))
            return StateSet.Done;
        var isEqual = Next("") != "!=";
        return Next("true or false") switch
        {
            "true" => isEqual ? StateSet.Done : StateSet.Done.Not,
            "false" => isEqual ? StateSet.Done.Not : StateSet.Done,
            _ => throw Unexpected("true or false", _next - 1),
        };
    }

    private StateSet ReadState()
    {
        const string Comparison = "=, != or :";
        var comparison = Next(Comparison);
        if (comparison is not ("=" or "!=" or ":"))
            throw Unexpected(Comparison, _next - 1);
        var names = string.Join(", ", States.Keys);
        if (!States.TryGetValue(Unquoted(Next(names)), out var state))
            throw Unexpected($"one of {names}", _next - 1);
        return comparison == "!=" ? StateSet.Of(state).Not : StateSet.Of(state);
    }

    private OperationFilter ReadTime()
    {
        const string Comparison = "=, <, <=, > or >=";
        const string Form = "a time such as \"2026-01-31T12:00:00Z\"";
        var at = _next;
        var comparison = Next(Comparison);
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = Unquoted(Next(Form));
        if (!Rfc3339.IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time))
            throw Unexpected(Form, _next - 1);
        var after = time < DateTimeOffset.MaxValue ? time.AddTicks(1) : time;
        return comparison switch
        {
            "<" => new OperationFilter { Before = time },
            "<=" => new OperationFilter { Before = after },
            ">" => new OperationFilter { From = after },
            ">=" => new OperationFilter { From = time },
            "=" => new OperationFilter { From = time, Before = after },
            _ => throw Unexpected(Comparison, at),
        };
    }

    private OperationFilter ReadTenant()
    {
        const string Comparison = "= or :";
        const string Form = "a name such as \"acme\"";
        if (Next(Comparison) is not ("=" or ":"))
            throw Unexpected(Comparison, _next - 1);
        var name = Next(Form);
        return char.IsLetterOrDigit(name[0]) || Unquoted(name).Length < name.Length
            ? new OperationFilter { Tenant = Unquoted(name) }
            : throw Unexpected(Form, _next - 1);
    }

    private string Next(string expected)
    {
        if (_next == _tokens.Count)
            throw Unexpected(expected);
        return _tokens[_next++].Value;
    }

    private bool Take(string token)
    {
        if (Current != token)
            return false;
        _next++;
        return true;
    }

    private OperationException Unexpected(string expected, int? at = null)
    {
        var token = at ?? _next;
        var found = token < _tokens.Count ? $"'{LimitText.Echo(_tokens[token].Value)}'" : "the end";
        return new OperationException(
            OperationError.InvalidArgument,
            $"The filter '{LimitText.Echo(_filter)}' is not understood: it has {found} in place of {expected}");
    }

    private static string Unquoted(string token) =>
        token.Length > 1 && token[0] is '"' or '\'' && token[^1] == token[0] ? token[1..^1] : token;

    // A quoted text, a name, a time without quotes, a comparison, or any other character.
    [GeneratedRegex("""
        "[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9.:+-]*|[<>!]=|[^\s]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token { get; }

    // A time or a date. Without an offset it is UTC.
    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\z")]
    private static partial Regex Rfc3339 { get; }
}
