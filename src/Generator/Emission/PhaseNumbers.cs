using ShapeGen.Generator.Common;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The numbers of a model's phases as C#: those of a stack depend on its number of layers, and so do those of all phases after it.</summary>
/// <param name="schedule">The phases.</param>
internal sealed class PhaseNumbers(Schedule schedule)
{
    public Schedule Schedule { get; } = schedule;

    /// <summary>How many phases there are.</summary>
    public string Count => Sum(Schedule.Groups);

    /// <summary>The phases that run once, each with its number.</summary>
    public IEnumerable<(string Number, Phase Phase)> RunOnce =>
        Schedule.Groups.SelectMany((group, index) => group.Stack is null ? group.Phases.Select((phase, i) => (Plus(Before(index), i), phase)) : []);

    /// <summary>Writes a branch for each phase, or for each phase of a layer, in which <c>layer</c> is the number of the layer if it is used.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="phase">The variable with the number of the phase.</param>
    /// <param name="usesLayer">Whether what is written of a phase uses the layer.</param>
    /// <param name="emit">Writes what a phase does, which may belong to the layers of a stack.</param>
    public void Branch(SourceWriter writer, string phase, Func<Phase, bool> usesLayer, Action<Phase, LayerStack?> emit)
    {
        List<(string Condition, Action Body)> branches = [];
        for (int index = 0; index < Schedule.Groups.Count; index++)
        {
            PhaseGroup group = Schedule.Groups[index];
            string before = Before(index);
            if (group.Stack is not { } stack)
            {
                branches.AddRange(group.Phases.Select((one, i) => ($"{phase} == {Plus(before, i)}", (Action)(() => emit(one, null)))));
                continue;
            }

            string number = before == "0" ? phase : $"{phase} - {Parenthesised(before)}";
            branches.Add(($"{phase} < {Before(index + 1)}", () => OfLayer(stack, group.Phases, number)));
        }

        Chain(writer, branches);

        void OfLayer(LayerStack stack, IReadOnlyList<Phase> phases, string number)
        {
            string inner = Parenthesised(number), count = Literals.Integer(phases.Count);
            Chain(writer, [.. phases.Select((one, i) => ($"{inner} % {count} == {Literals.Integer(i)}", (Action)(() =>
            {
                if (usesLayer(one))
                {
                    writer.Line($"int layer = {(phases.Count == 1 ? number : $"{inner} / {count}")};");
                }

                emit(one, stack);
            })))]);
        }
    }

    /// <summary>The branches one after the other; the last one needs no condition, nor does one that is alone.</summary>
    private static void Chain(SourceWriter writer, IReadOnlyList<(string Condition, Action Body)> branches)
    {
        if (branches.Count == 1)
        {
            branches[0].Body();
            return;
        }

        for (int i = 0; i < branches.Count; i++)
        {
            using (writer.Block(i == branches.Count - 1 ? "else" : $"{(i > 0 ? "else " : "")}if ({branches[i].Condition})"))
            {
                branches[i].Body();
            }
        }
    }

    /// <summary>How many phases come before a group.</summary>
    private string Before(int group) => Sum(Schedule.Groups.Take(group));

    private static string Sum(IEnumerable<PhaseGroup> groups)
    {
        IEnumerable<string> terms = groups.Select(group =>
            group.Stack is null ? Literals.Integer(group.Phases.Count) :
            group.Phases.Count == 1 ? group.Stack.LayersConstant :
            $"({Literals.Integer(group.Phases.Count)} * {group.Stack.LayersConstant})");
        return string.Join(" + ", terms.DefaultIfEmpty("0"));
    }

    private static string Plus(string number, int more) => number == "0" ? Literals.Integer(more) : $"{number} + {Literals.Integer(more)}";

    private static string Parenthesised(string expression) => expression.Contains(' ') ? $"({expression})" : expression;
}
