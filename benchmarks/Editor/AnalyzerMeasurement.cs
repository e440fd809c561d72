using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator;
using ShapeGen.Generator.CallSites;

namespace ShapeGen.Comparison.Editor;

/// <summary>
/// The time that our analyzers add to a keystroke in a file that calls models, compared with an empty analyzer. As in an editor, the edited file
/// is analyzed with the previously generated code. Without models, the file calls none.
/// </summary>
internal static class AnalyzerMeasurement
{
    /// <summary>Each analyzes dozens of calls.</summary>
    private const int WarmUpRounds = 40;

    /// <summary>The number of models that the edited file calls, if the project has that many.</summary>
    private const int Called = 5;

    public static KeystrokeResult[] Run(int rounds)
    {
        Contestant[] contestants = [.. ModelCounts.Analyzed.SelectMany(count => (Contestant[])
        [
            new(count, isOurs: false, [new EmptyAnalyzer()], rounds),
            new(count, isOurs: true, CallSiteAnalyzers.All, rounds),
        ])];
        Rounds.Run(rounds, WarmUpRounds, [.. contestants.Select(contestant => (Action<int>)contestant.Type)]);
        return [.. contestants.Select(contestant => contestant.Result())];
    }

    private sealed class Contestant(int models, bool isOurs, ImmutableArray<DiagnosticAnalyzer> analyzers, int rounds)
    {
        private readonly int _called = Math.Min(models, Called);
        private readonly double[] _milliseconds = new double[rounds];
        private EditedProject? _project;
        private Compilation? _complete;

        /// <summary>Rounds below 0 are not counted.</summary>
        public void Type(int round)
        {
            _project ??= new(models, new ModuleGenerator(), called: _called);
            _complete ??= _project.Complete();

            // The generated trees stay the same, as in an editor; a run of the driver would parse them again.
            SyntaxTree before = _project.Edited;
            _project.Type();
            _complete = _complete.ReplaceSyntaxTree(before, _project.Edited);
            long start = Stopwatch.GetTimestamp();
            CompilationWithAnalyzers analysis = _complete.WithAnalyzers(
                analyzers, new CompilationWithAnalyzersOptions(new([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false));
            ImmutableArray<Diagnostic> found = analysis.GetAnalyzerSemanticDiagnosticsAsync(_complete.GetSemanticModel(_project.Edited), filterSpan: null, CancellationToken.None).GetAwaiter().GetResult();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (round >= 0)
            {
                _milliseconds[round] = elapsed;
            }

            if (found.Length != (isOurs ? _called : 0) || found.Any(diagnostic => diagnostic.Id != CallingFile.Mistake))
            {
                throw new InvalidOperationException($"The analyzers found something else than expected: {string.Join("; ", found)}.");
            }
        }

        public KeystrokeResult Result() => new(models, isOurs, _milliseconds);
    }
}
