<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Co&amp;py</source>
        <translation>复制(&amp;P)</translation>
    </message>
    <message>
        <source>Database:</source>
        <translation>数据库：</translation>
    </message>
    <message>
        <source>Runs on:</source>
        <translation>运行环境：</translation>
    </message>
    <message>
        <source>Settings:</source>
        <translation>设置文件：</translation>
    </message>
    <message>
        <source>The complaint desk and the floor on one console</source>
        <translation>投诉处理与现场督导一体化控制台</translation>
    </message>
    <message>
        <source>Version:</source>
        <translation>版本：</translation>
    </message>
</context>
<context>
    <name>AbsenceDialog</name>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回时间</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>代理人</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>It is kept how {name} hears</source>
        <translation>{name} 的缺勤与汇总已保存</translation>
    </message>
    <message>
        <source>Messages come</source>
        <translation>通知方式</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Say first who sits here: in the menu, or at the name above.</source>
        <translation>请先选择谁在使用本督导台：在菜单里，或点上方的姓名。</translation>
    </message>
    <message>
        <source>What cannot wait comes at once in any case: the fast lane, and a passed deadline of one&apos;s own.</source>
        <translation>不能等的总是立即通知：高风险快速通道，以及本人负责的已超时工单。</translation>
    </message>
    <message>
        <source>as others may read it</source>
        <translation>其他人看得到</translation>
    </message>
    <message>
        <source>away</source>
        <translation>缺勤</translation>
    </message>
    <message>
        <source>away until</source>
        <translation>缺勤至</translation>
    </message>
    <message>
        <source>each by itself</source>
        <translation>逐条发送</translation>
    </message>
    <message>
        <source>here</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>in one, every {count} minutes</source>
        <translation>每 {count} 分钟汇总一次</translation>
    </message>
    <message>
        <source>the next one up</source>
        <translation>上一级</translation>
    </message>
</context>
<context>
    <name>Act</name>
    <message>
        <source>Asked by {person} on {at}: {reason}</source>
        <translation>{person} 于 {at} 申请：{reason}</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>分派</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>重新计时</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Compensate</source>
        <translation>补偿</translation>
    </message>
    <message>
        <source>Correct the record</source>
        <translation>更正记录</translation>
    </message>
    <message>
        <source>Customer replied</source>
        <translation>客户已回复</translation>
    </message>
    <message>
        <source>Customer withdraws</source>
        <translation>客户撤诉</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>审批结果</translation>
    </message>
    <message>
        <source>Follow up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>For which deadline</source>
        <translation>延期的时限</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续处理</translation>
    </message>
    <message>
        <source>Grant</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Inform</source>
        <translation>告知进展</translation>
    </message>
    <message>
        <source>It holds only when the customer has been told.</source>
        <translation>告知客户后方可生效。</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>More time</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>Next stage</source>
        <translation>下一环节</translation>
    </message>
    <message>
        <source>No case is open.</source>
        <translation>没有打开的工单。</translation>
    </message>
    <message>
        <source>No complaint (spam)</source>
        <translation>非投诉（垃圾信息）</translation>
    </message>
    <message>
        <source>No deadline stands still meanwhile.</source>
        <translation>等待期间各时限照常计时。</translation>
    </message>
    <message>
        <source>Not while it is: {state}. Possible while it is: {states}</source>
        <translation>当前状态（{state}）下不能操作。可操作的状态：{states}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Note for colleagues</source>
        <translation>给同事的备注</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>提升优先级</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>办结</translation>
    </message>
    <message>
        <source>Respond</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Root cause</source>
        <translation>根本原因</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Stands still meanwhile, for {longest} at most: {targets}.</source>
        <translation>等待期间暂停计时，最长 {longest}：{targets}。</translation>
    </message>
    <message>
        <source>Stands still meanwhile: {targets}.</source>
        <translation>等待期间暂停计时：{targets}。</translation>
    </message>
    <message>
        <source>Tell of more time</source>
        <translation>告知延期</translation>
    </message>
    <message>
        <source>The priority is the highest already.</source>
        <translation>优先级已是最高。</translation>
    </message>
    <message>
        <source>The result, as the customer was told</source>
        <translation>告知客户的处理结果</translation>
    </message>
    <message>
        <source>There is nothing of the kind to do now.</source>
        <translation>目前没有此类事项。</translation>
    </message>
    <message>
        <source>To be decided by: {role}, or somebody above.</source>
        <translation>须由{role}或以上审批。</translation>
    </message>
    <message>
        <source>To which stage</source>
        <translation>进入哪个环节</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>What came of the wait</source>
        <translation>等待的结果</translation>
    </message>
    <message>
        <source>What came up</source>
        <translation>新情况</translation>
    </message>
    <message>
        <source>What the customer said</source>
        <translation>客户的回复</translation>
    </message>
    <message>
        <source>What the customer says of the result</source>
        <translation>客户对结果的意见</translation>
    </message>
    <message>
        <source>What was done, and what is open</source>
        <translation>已完成与待办</translation>
    </message>
    <message>
        <source>{number} came back as {into}.</source>
        <translation>{number} 已转为新工单 {into}。</translation>
    </message>
    <message>
        <source>{number} waits.</source>
        <translation>{number} 进入等待。</translation>
    </message>
    <message>
        <source>{number}: it is in another stage now.</source>
        <translation>{number}：已进入新环节。</translation>
    </message>
    <message>
        <source>{number}: the record is corrected.</source>
        <translation>{number}：记录已更正。</translation>
    </message>
    <message>
        <source>{number}: the time begins anew.</source>
        <translation>{number}：已重新计时。</translation>
    </message>
    <message>
        <source>{target}: {amount} in all instead of {before}.</source>
        <translation>{target}：由 {before} 延至共 {amount}。</translation>
    </message>
    <message>
        <source>{target}: {amount} in all instead of {before}. To be granted by: {role}, or somebody above.</source>
        <translation>{target}：由 {before} 延至共 {amount}，须由{role}或以上同意。</translation>
    </message>
    <message>
        <source>{target}: {amount} in all, granted by {person}. It holds from the moment at which the customer is told.</source>
        <translation>{target}：共 {amount}，{person} 已同意。告知客户后生效。</translation>
    </message>
    <message>
        <source>What the customer was told</source>
        <translation>告知客户的内容</translation>
    </message>
    <message>
        <source>A part of {number} is a complaint of its own: {into}.</source>
        <translation>已从 {number} 拆分出 {into}。</translation>
    </message>
    <message>
        <source>Asked by the escalation ladder on {at}: how does it go on?</source>
        <translation>升级步骤于 {at} 提请审批：如何继续处理？</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>意见</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>审批事项</translation>
    </message>
    <message>
        <source>What the customer said or wrote, as proof</source>
        <translation>客户撤诉的原话或文字凭证</translation>
    </message>
    <message>
        <source>What the customer was told of the progress</source>
        <translation>告知客户的进展</translation>
    </message>
    <message>
        <source>What was asked for, and of whom</source>
        <translation>向谁、要什么</translation>
    </message>
    <message>
        <source>Why it begins anew</source>
        <translation>重新计时的原因</translation>
    </message>
    <message>
        <source>Why it is no complaint</source>
        <translation>为何不是投诉</translation>
    </message>
    <message>
        <source>Why it is opened again</source>
        <translation>重新打开的原因</translation>
    </message>
    <message>
        <source>Why it waits</source>
        <translation>等待原因</translation>
    </message>
    <message>
        <source>Why more time is needed</source>
        <translation>延期理由</translation>
    </message>
    <message>
        <source>{number} goes on.</source>
        <translation>{number} 继续处理。</translation>
    </message>
    <message>
        <source>{number} is closed.</source>
        <translation>{number} 已关闭。</translation>
    </message>
    <message>
        <source>{number} is marked as no complaint.</source>
        <translation>{number} 已标记为非投诉。</translation>
    </message>
    <message>
        <source>{number} is open again.</source>
        <translation>{number} 已重新打开。</translation>
    </message>
    <message>
        <source>{number} is resolved; its follow-up is owed.</source>
        <translation>{number} 已办结，待回访。</translation>
    </message>
    <message>
        <source>{number} was linked with {into}.</source>
        <translation>{number} 已与 {into} 关联。</translation>
    </message>
    <message>
        <source>{number} was merged into {into}.</source>
        <translation>{number} 已并入 {into}。</translation>
    </message>
    <message>
        <source>{number} was withdrawn by the customer.</source>
        <translation>{number} 已由客户撤诉。</translation>
    </message>
    <message>
        <source>{number}: it is on record that the customer was informed.</source>
        <translation>{number}：已记录告知客户的进展。</translation>
    </message>
    <message>
        <source>{number}: more time was asked for.</source>
        <translation>{number}：已申请延期。</translation>
    </message>
    <message>
        <source>{number}: the answer is on record.</source>
        <translation>{number}：答复已记录。</translation>
    </message>
    <message>
        <source>{number}: the decision is on record.</source>
        <translation>{number}：审批结果已记录。</translation>
    </message>
    <message>
        <source>{number}: the extension holds from now on.</source>
        <translation>{number}：延期已生效。</translation>
    </message>
    <message>
        <source>{number}: the follow-up is on record.</source>
        <translation>{number}：回访已记录。</translation>
    </message>
    <message>
        <source>{number}: the note is kept.</source>
        <translation>{number}：备注已保存。</translation>
    </message>
</context>
<context>
    <name>ActionBar</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Priority of {count} complaints raised</source>
        <translation>{count} 个工单的优先级已提升</translation>
    </message>
    <message>
        <source>Priority of {number} raised</source>
        <translation>{number} 的优先级已提升</translation>
    </message>
    <message>
        <source>Undone: {done}</source>
        <translation>已撤销：{done}</translation>
    </message>
    <message>
        <source>{count} complaints are in another stage now</source>
        <translation>{count} 件已转入其他环节</translation>
    </message>
    <message>
        <source>{count} complaints assigned to {owner}</source>
        <translation>{count} 个工单已分派给 {owner}</translation>
    </message>
    <message>
        <source>{count} complaints given back: nobody owns them now</source>
        <translation>{count} 个工单已退回，暂无处理人</translation>
    </message>
    <message>
        <source>{count} complaints go on</source>
        <translation>{count} 个工单继续处理</translation>
    </message>
    <message>
        <source>{count} complaints wait for the customer</source>
        <translation>{count} 个工单等待客户答复</translation>
    </message>
    <message>
        <source>{count} complaints wait: {reason}</source>
        <translation>{count} 件投诉已暂停：{reason}</translation>
    </message>
    <message>
        <source>{count} complaints withdrawn by their customers</source>
        <translation>{count} 件投诉已由客户撤诉</translation>
    </message>
    <message>
        <source>{count} marked as no complaints</source>
        <translation>{count} 件已标记为非投诉</translation>
    </message>
    <message>
        <source>{done}, {skipped} left out</source>
        <translation>{done}，跳过 {skipped} 个</translation>
    </message>
    <message>
        <source>{number} assigned to {owner}</source>
        <translation>{number} 已分派给 {owner}</translation>
    </message>
    <message>
        <source>{number} given back: nobody owns it now</source>
        <translation>{number} 已退回，暂无处理人</translation>
    </message>
    <message>
        <source>{number} goes on</source>
        <translation>{number} 继续处理</translation>
    </message>
    <message>
        <source>{number} is in another stage now</source>
        <translation>{number} 已转入其他环节</translation>
    </message>
    <message>
        <source>{number} marked as no complaint</source>
        <translation>{number} 已标记为非投诉</translation>
    </message>
    <message>
        <source>{number} waits for the customer</source>
        <translation>{number} 等待客户答复</translation>
    </message>
    <message>
        <source>{number} waits: {reason}</source>
        <translation>{number} 已暂停：{reason}</translation>
    </message>
    <message>
        <source>{number} withdrawn by the customer</source>
        <translation>{number} 已由客户撤诉</translation>
    </message>
</context>
<context>
    <name>Activation</name>
    <message>
        <source>Activation begun</source>
        <translation>启动备班</translation>
    </message>
    <message>
        <source>Activation ended</source>
        <translation>备班结束</translation>
    </message>
    <message>
        <source>Adherence</source>
        <translation>遵时率</translation>
    </message>
    <message>
        <source>Adherence since they came: of {scheduled} min scheduled, {kept} min in the state that the schedule asks for</source>
        <translation>到岗以来遵时率：排班 {scheduled} 分钟，其中 {kept} 分钟处于班次要求的状态</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>启动时间</translation>
    </message>
    <message>
        <source>Begun by</source>
        <translation>启动人</translation>
    </message>
    <message>
        <source>Busy again: the time in which it has to hold begins anew</source>
        <translation>再次繁忙，平稳时间重新计算</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>呼叫</translation>
    </message>
    <message>
        <source>Calm again, from now on it has to hold</source>
        <translation>恢复平稳，开始计时</translation>
    </message>
    <message>
        <source>Calm since {time}.</source>
        <translation>{time} 起平稳。</translation>
    </message>
    <message>
        <source>Calm since {time}: people can be sent back.</source>
        <translation>{time} 起已平稳，可以撤岗。</translation>
    </message>
    <message>
        <source>Came</source>
        <translation>到岗</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>匹配度</translation>
    </message>
    <message>
        <source>From queue</source>
        <translation>借出组</translation>
    </message>
    <message>
        <source>Head count changed</source>
        <translation>人数已调整</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Made-up surge: arrivals {growth} above forecast. Nothing of it is real.</source>
        <translation>虚拟突发：进线高于预测 {growth}，均非真实数据。</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>呼叫标记</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Nobody of tier {tier} is left to be called</source>
        <translation>第 {tier} 级已无人可呼叫</translation>
    </message>
    <message>
        <source>On site</source>
        <translation>现场</translation>
    </message>
    <message>
        <source>Other queues</source>
        <translation>其他技能组</translation>
    </message>
    <message>
        <source>People are being called</source>
        <translation>正在呼叫人员</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Staff of other queues who know this work; their queue keeps its service</source>
        <translation>其他技能组中具备本组技能的人员，借出组须保住自身服务水平</translation>
    </message>
    <message>
        <source>Staff off duty who stand by, or are willing to come</source>
        <translation>已下班但在备班或愿意到岗的人员</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>备班</translation>
    </message>
    <message>
        <source>Standing down</source>
        <translation>开始撤岗</translation>
    </message>
    <message>
        <source>Standing down proposed: calm for {minutes} min</source>
        <translation>建议撤岗：已平稳 {minutes} 分钟</translation>
    </message>
    <message>
        <source>Standing down: it ends when the last one is released.</source>
        <translation>撤岗中：最后一人撤岗后结束。</translation>
    </message>
    <message>
        <source>Stands down once arrivals are less than {level} above forecast for {minutes} min.</source>
        <translation>进线高于预测不足 {level} 并保持 {minutes} 分钟后撤岗。</translation>
    </message>
    <message>
        <source>Stands down once at most {level} complaints are late or due within the hour, for {minutes} min.</source>
        <translation>超时或一小时内到期的投诉不超过 {level} 件并保持 {minutes} 分钟后撤岗。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Team leads, supervisors and managers who are on site</source>
        <translation>在场的班长、督导和经理</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>进展</translation>
    </message>
    <message>
        <source>Tier</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>Whom to call</source>
        <translation>呼叫对象</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>by e-mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>called</source>
        <translation>已呼叫</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>donor queue</source>
        <translation>借出组</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>freshness</source>
        <translation>精力</translation>
    </message>
    <message>
        <source>from {queue}</source>
        <translation>来自{queue}</translation>
    </message>
    <message>
        <source>helps in {minutes} min</source>
        <translation>{minutes} 分钟到位</translation>
    </message>
    <message>
        <source>is coming</source>
        <translation>即将到岗</translation>
    </message>
    <message>
        <source>next in rank</source>
        <translation>候补</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>no shift</source>
        <translation>无班次</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>无需到岗</translation>
    </message>
    <message>
        <source>on</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>on for {span}</source>
        <translation>已在岗 {span}</translation>
    </message>
    <message>
        <source>on standby</source>
        <translation>备班中</translation>
    </message>
    <message>
        <source>owed {minutes} min of rest</source>
        <translation>应补休 {minutes} 分钟</translation>
    </message>
    <message>
        <source>released</source>
        <translation>已撤岗</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>skill</source>
        <translation>技能</translation>
    </message>
    <message>
        <source>skill {level}/3</source>
        <translation>技能 {level}/3</translation>
    </message>
    <message>
        <source>⚠ call by phone</source>
        <translation>⚠ 需电话呼叫</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>到位速度</translation>
    </message>
    <message>
        <source>standing down</source>
        <translation>撤岗中</translation>
    </message>
    <message>
        <source>there by {time}</source>
        <translation>预计 {time} 到位</translation>
    </message>
    <message>
        <source>willing</source>
        <translation>意愿</translation>
    </message>
    <message>
        <source>would like to work today</source>
        <translation>今日愿意上班</translation>
    </message>
    <message>
        <source>{cost} an hour</source>
        <translation>每小时 {cost}</translation>
    </message>
    <message>
        <source>{left} to answer</source>
        <translation>剩 {left} 应答</translation>
    </message>
    <message>
        <source>{name}: a mailed reply begins with neither yes nor no</source>
        <translation>{name}：邮件回复开头既非“是”也非“否”</translation>
    </message>
    <message>
        <source>{name}: a reply from another address was ignored</source>
        <translation>{name}：忽略了来自其他地址的回复</translation>
    </message>
    <message>
        <source>{name}: accepted</source>
        <translation>{name}：接受</translation>
    </message>
    <message>
        <source>{name}: an automatic reply was ignored</source>
        <translation>{name}：忽略了自动回复</translation>
    </message>
    <message>
        <source>{name}: answered by mail once more</source>
        <translation>{name}：再次用邮件应答</translation>
    </message>
    <message>
        <source>{name}: answered by mail when not needed any more</source>
        <translation>{name}：邮件应答时已无需到岗</translation>
    </message>
    <message>
        <source>{name}: called</source>
        <translation>{name}：已呼叫</translation>
    </message>
    <message>
        <source>{name}: declined</source>
        <translation>{name}：拒绝</translation>
    </message>
    <message>
        <source>{name}: no answer in time</source>
        <translation>{name}：超时未应答</translation>
    </message>
    <message>
        <source>{name}: not needed any more</source>
        <translation>{name}：无需到岗</translation>
    </message>
    <message>
        <source>{name}: on</source>
        <translation>{name}：到岗</translation>
    </message>
    <message>
        <source>{name}: released</source>
        <translation>{name}：撤岗</translation>
    </message>
    <message>
        <source>{part}: {share}, weight {weight}</source>
        <translation>{part}：{share}，权重 {weight}</translation>
    </message>
    <message>
        <source>{span} this week</source>
        <translation>本周 {span}</translation>
    </message>
    <message>
        <source>{span} without a rest</source>
        <translation>已连续工作 {span}</translation>
    </message>
    <message>
        <source>{tier} · {who}</source>
        <translation>{tier} 级 · {who}</translation>
    </message>
    <message>
        <source>{wanted} wanted · {on} on · {coming} coming · {called} called</source>
        <translation>需 {wanted} 人 · 在岗 {on} · 即将到岗 {coming} · 已呼叫 {called}</translation>
    </message>
</context>
<context>
    <name>ActivationPane</name>
    <message>
        <source>Call people</source>
        <translation>呼叫人员</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Running: {count}</source>
        <translation>进行中：{count}</translation>
    </message>
</context>
<context>
    <name>AgentState</name>
    <message>
        <source>Break</source>
        <translation>小休</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>Not set</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>离岗</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>培训</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>整理</translation>
    </message>
</context>
<context>
    <name>Alert</name>
    <message>
        <source>A promise to a customer is {span} late ({what}).</source>
        <translation>对客户的一项承诺已逾期 {span}（{what}）。</translation>
    </message>
    <message>
        <source>Acknowledged by {person} at {time}</source>
        <translation>{person} 于 {time} 确认</translation>
    </message>
    <message>
        <source>Background work silent</source>
        <translation>后台任务停止响应</translation>
    </message>
    <message>
        <source>Cause gone since {time}</source>
        <translation>原因已于 {time} 消失</translation>
    </message>
    <message>
        <source>Deadlines passed</source>
        <translation>已超时限</translation>
    </message>
    <message>
        <source>Hotspot</source>
        <translation>热点</translation>
    </message>
    <message>
        <source>Most of it: {queues}.</source>
        <translation>主要来自：{queues}。</translation>
    </message>
    <message>
        <source>No rest for long ({count}): {names}</source>
        <translation>久未休息（{count}）：{names}</translation>
    </message>
    <message>
        <source>Over capacity ({count}): {names}</source>
        <translation>超出容量（{count}）：{names}</translation>
    </message>
    <message>
        <source>Promise not kept</source>
        <translation>承诺未兑现</translation>
    </message>
    <message>
        <source>Resolved by {person} at {time}</source>
        <translation>{person} 于 {time} 解除</translation>
    </message>
    <message>
        <source>Standby proposed</source>
        <translation>建议启动备班</translation>
    </message>
    <message>
        <source>Surge</source>
        <translation>进线突发</translation>
    </message>
    <message>
        <source>Told by the alert of the whole floor since {time}</source>
        <translation>{time} 起并入全现场告警</translation>
    </message>
    <message>
        <source>Too much work</source>
        <translation>负荷过重</translation>
    </message>
    <message>
        <source>Waits for an answer</source>
        <translation>等待响应</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>某人</translation>
    </message>
    <message>
        <source>{count} complaints need more hands: call the standby. First {number}, due {time}.</source>
        <translation>{count} 张工单人手不足，建议启动备班；首先是 {number}，{time} 截止。</translation>
    </message>
    <message>
        <source>{count} complaints passed a deadline in the last hour, first {number} at {time}.</source>
        <translation>近一小时 {count} 件投诉超过时限，最早 {number}，{time}。</translation>
    </message>
    <message>
        <source>{count} promises to customers are late, the first by {span} ({what}).</source>
        <translation>{count} 项对客户的承诺已逾期，最早的已逾期 {span}（{what}）。</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{name}: {count} complaints in {days} days; about {expected} are usual.</source>
        <translation>{name}：{days} 天内 {count} 件投诉，平时约 {expected} 件。</translation>
    </message>
    <message>
        <source>{number} passed its deadline at {time}.</source>
        <translation>{number} 已于 {time} 超过时限。</translation>
    </message>
    <message>
        <source>{number}, due {time}, needs more hands: call the standby.</source>
        <translation>{number}（{time} 截止）人手不足，建议启动备班。</translation>
    </message>
    <message>
        <source>{person}, {time}: {action}</source>
        <translation>{person} {time}：{action}</translation>
    </message>
    <message>
        <source>{queue}: {what}</source>
        <translation>{queue}：{what}</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>{span}前</translation>
    </message>
</context>
<context>
    <name>AlertCard</name>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>处置</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>呼叫备班</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>相关投诉</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>解除</translation>
    </message>
    <message>
        <source>Say that it is over</source>
        <translation>表示已结束</translation>
    </message>
    <message>
        <source>Say that you have seen it</source>
        <translation>表示已看到</translation>
    </message>
    <message>
        <source>Say what you have done about it</source>
        <translation>记录所采取的处置</translation>
    </message>
    <message>
        <source>See who can help, and call them</source>
        <translation>查看可支援的人员并呼叫</translation>
    </message>
    <message>
        <source>Show the complaints that it is about</source>
        <translation>查看相关投诉</translation>
    </message>
    <message>
        <source>What have you done? Enter keeps it, Esc leaves it</source>
        <translation>采取了什么处置？回车保存，Esc 放弃</translation>
    </message>
    <message>
        <source>What was done about the alert</source>
        <translation>对告警的处置</translation>
    </message>
</context>
<context>
    <name>AlertsPane</name>
    <message>
        <source>Action on alert “{kind}” noted</source>
        <translation>告警“{kind}”的处置已记录</translation>
    </message>
    <message>
        <source>Alert “{kind}” acknowledged</source>
        <translation>告警“{kind}”已确认</translation>
    </message>
    <message>
        <source>Alert “{kind}” resolved</source>
        <translation>告警“{kind}”已解除</translation>
    </message>
    <message>
        <source>Alerts that were raised; more than ten in ten minutes cannot be answered.</source>
        <translation>发出的告警数；十分钟内超过十条便无法一一响应。</translation>
    </message>
    <message>
        <source>All quiet. A surge, too much work or a deadline that passes is told here, and waits for an answer.</source>
        <translation>一切平静。进线突发、负荷过重或超过时限都会在此提示，并等待响应。</translation>
    </message>
    <message>
        <source>Resolved lately: {count}</source>
        <translation>近期已解除：{count}</translation>
    </message>
    <message>
        <source>The alerts are being read.</source>
        <translation>正在读取告警。</translation>
    </message>
    <message>
        <source>{count} to answer</source>
        <translation>{count} 条待响应</translation>
    </message>
    <message>
        <source>{hour} in the last hour</source>
        <translation>近一小时 {hour} 条</translation>
    </message>
    <message>
        <source>{lately} in ten minutes: more than anybody can answer</source>
        <translation>十分钟内 {lately} 条：已超出可应对的数量</translation>
    </message>
</context>
<context>
    <name>AmountModel</name>
    <message>
        <source>Written like 5min, 24h or 3d</source>
        <translation>写作 5min、24h 或 3d</translation>
    </message>
</context>
<context>
    <name>AmountTable</name>
    <message>
        <source>Targets of the policy</source>
        <translation>策略的时效目标</translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>&amp;As usual</source>
        <translation>恢复常用值(&amp;A)</translation>
    </message>
    <message>
        <source>It clashes with others.</source>
        <translation>与其他规则冲突。</translation>
    </message>
</context>
<context>
    <name>ArrivalsChart</name>
    <message>
        <source>Arrivals</source>
        <translation>进线</translation>
    </message>
    <message>
        <source>Arrivals against the forecast</source>
        <translation>进线与预测对照</translation>
    </message>
    <message>
        <source>Arrivals per {minutes} minutes</source>
        <translation>每 {minutes} 分钟进线</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>The arrivals are being counted.</source>
        <translation>正在统计进线。</translation>
    </message>
    <message>
        <source>Usual range</source>
        <translation>通常范围</translation>
    </message>
    <message>
        <source>backlog {backlog}</source>
        <translation>积压 {backlog}</translation>
    </message>
    <message>
        <source>forecast off by {own} an interval, last week by {naive}</source>
        <translation>预测每时段偏差 {own}，照搬上周偏差 {naive}</translation>
    </message>
    <message>
        <source>no forecast until a day like this one was recorded from midnight to midnight</source>
        <translation>完整记录过一个同类日（零点到零点）之后才有预测</translation>
    </message>
    <message>
        <source>{count} arrivals</source>
        <translation>进线 {count}</translation>
    </message>
    <message>
        <source>{expected} expected so far, {still} still to come</source>
        <translation>至此预计 {expected}，之后还有 {still}</translation>
    </message>
    <message>
        <source>{mean} expected, usually {low} to {high}</source>
        <translation>预计 {mean}，通常 {low} 至 {high}</translation>
    </message>
</context>
<context>
    <name>ArrivalsPane</name>
    <message>
        <source>Arrivals of the whole floor or of one queue</source>
        <translation>全现场或某一技能组的进线</translation>
    </message>
    <message>
        <source>Choose how many false alarms you put up with, and see what is found for that</source>
        <translation>选择可容忍的误报次数，并查看相应的发现率</translation>
    </message>
    <message>
        <source>Forecast from earlier days like this: {days}.</source>
        <translation>预测依据的同类日天数：{days}。</translation>
    </message>
    <message>
        <source>Length of an interval</source>
        <translation>时段长度</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>The arrivals are being counted.</source>
        <translation>正在统计进线。</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>全现场</translation>
    </message>
    <message>
        <source>per {minutes} min</source>
        <translation>每 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>ArticleActions</name>
    <message>
        <source>Change what the article says</source>
        <translation>修改文章内容</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>FAQ site …</source>
        <translation>常见问题网站…</translation>
    </message>
    <message>
        <source>Let everybody it is for find the article</source>
        <translation>让相应读者能查到本文</translation>
    </message>
    <message>
        <source>Let the article be found no more; it stays here</source>
        <translation>不再被搜到，文章仍保留在此</translation>
    </message>
    <message>
        <source>New article</source>
        <translation>新建文章</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Retire</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已复核</translation>
    </message>
    <message>
        <source>The article is right as it stands: review it again in half a year</source>
        <translation>内容无误，半年后再复核</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>What the article said before, and what has changed</source>
        <translation>以前的内容及改动</translation>
    </message>
    <message>
        <source>Write a new article</source>
        <translation>撰写新文章</translation>
    </message>
    <message>
        <source>Write the public articles as a website with a search of its own</source>
        <translation>将公开文章导出为可搜索的网站</translation>
    </message>
    <message>
        <source>“{title}” is published.</source>
        <translation>已发布“{title}”。</translation>
    </message>
    <message>
        <source>“{title}” is retired.</source>
        <translation>已停用“{title}”。</translation>
    </message>
    <message>
        <source>“{title}” is reviewed again on {day}.</source>
        <translation>“{title}”将于 {day} 再次复核。</translation>
    </message>
</context>
<context>
    <name>ArticleHints</name>
    <message>
        <source>These articles may help:</source>
        <translation>可参考的文章：</translation>
    </message>
</context>
<context>
    <name>ArticlePanel</name>
    <message>
        <source>&amp;Helped</source>
        <translation>有用(&amp;H)</translation>
    </message>
    <message>
        <source>Article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Copy t&amp;ext</source>
        <translation>复制正文(&amp;E)</translation>
    </message>
    <message>
        <source>Copy the article as plain text, for a reply</source>
        <translation>复制为纯文本，用于回复</translation>
    </message>
    <message>
        <source>Did &amp;not help</source>
        <translation>没用(&amp;N)</translation>
    </message>
    <message>
        <source>Say that the article answered this: it is found sooner next time</source>
        <translation>记为解决了问题，下次排得更靠前</translation>
    </message>
    <message>
        <source>Say that the article did not answer this</source>
        <translation>记为没有解决问题</translation>
    </message>
    <message>
        <source>The text is copied.</source>
        <translation>已复制正文。</translation>
    </message>
    <message>
        <source>“{title}” did not help: noted.</source>
        <translation>已记录：“{title}”没用。</translation>
    </message>
    <message>
        <source>“{title}” helped: noted.</source>
        <translation>已记录：“{title}”有用。</translation>
    </message>
</context>
<context>
    <name>ArticleVersions</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Restore this version</source>
        <translation>恢复此版本(&amp;R)</translation>
    </message>
    <message>
        <source>As in version {number}</source>
        <translation>恢复为第 {number} 版</translation>
    </message>
    <message>
        <source>Let the article say again what it said then; nothing is lost</source>
        <translation>文章恢复为当时的内容，现有内容仍保留在版本中</translation>
    </message>
    <message>
        <source>Personal words were erased: {at}</source>
        <translation>个人信息已删除：{at}</translation>
    </message>
    <message>
        <source>The text is the same as before.</source>
        <translation>正文与上一版本相同。</translation>
    </message>
    <message>
        <source>This is the first version.</source>
        <translation>这是第一个版本。</translation>
    </message>
    <message>
        <source>Version {number} · {state} · {readers}</source>
        <translation>版本 {number} · {state} · {readers}</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>What has changed</source>
        <translation>改动内容</translation>
    </message>
    <message>
        <source>“{title}” says again what version {number} said.</source>
        <translation>《{title}》已恢复为第 {number} 版的内容。</translation>
    </message>
</context>
<context>
    <name>Aside</name>
    <message>
        <source>Deadlines</source>
        <translation>时限</translation>
    </message>
</context>
<context>
    <name>AskDepartment</name>
    <message>
        <source>&amp;Ask</source>
        <translation>提交(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Department</source>
        <translation>部门(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Question</source>
        <translation>问题(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>事项(&amp;T)</translation>
    </message>
    <message>
        <source>It goes without the customer&apos;s name and numbers, as far as they are known. Read it once more.</source>
        <translation>已隐去已知的客户姓名和号码，发送前请再看一遍。</translation>
    </message>
    <message>
        <source>The contact is away.</source>
        <translation>接口人不在。</translation>
    </message>
    <message>
        <source>The departments are being read.</source>
        <translation>正在读取部门。</translation>
    </message>
    <message>
        <source>There is no department yet: add them under “Departments” in the menu.</source>
        <translation>还没有部门，请在菜单“协办部门”中添加。</translation>
    </message>
    <message>
        <source>What they are to&amp;ld</source>
        <translation>附带背景(&amp;L)</translation>
    </message>
    <message>
        <source>What you write is kept when you leave this form.</source>
        <translation>离开此表单时，已写内容会保留。</translation>
    </message>
    <message>
        <source>{name} is asked, by {due}.</source>
        <translation>由 {name} 答复，期限 {due}。</translation>
    </message>
    <message>
        <source>{name} is asked; no policy sets a time.</source>
        <translation>由 {name} 答复；策略未规定时限。</translation>
    </message>
    <message>
        <source>{number}: {name} is asked</source>
        <translation>{number}：已请{name}协办</translation>
    </message>
</context>
<context>
    <name>Assessment</name>
    <message>
        <source>Customer level</source>
        <translation>客户等级</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>情绪</translation>
    </message>
    <message>
        <source>It was recorded as of high risk.</source>
        <translation>登记时即为高风险。</translation>
    </message>
    <message>
        <source>Marked as high risk: {reason}</source>
        <translation>人工标为高风险：{reason}</translation>
    </message>
    <message>
        <source>Marked as no high risk: {reason}</source>
        <translation>人工标为非高风险：{reason}</translation>
    </message>
    <message>
        <source>Nearing deadline</source>
        <translation>临近时限</translation>
    </message>
    <message>
        <source>People affected</source>
        <translation>影响人数</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>The category is marked: {path}</source>
        <translation>类别已标为高风险：{path}</translation>
    </message>
    <message>
        <source>The customer is marked: {name}</source>
        <translation>客户已标为高风险：{name}</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>紧急程度</translation>
    </message>
    <message>
        <source>category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>data leak</source>
        <translation>信息泄露</translation>
    </message>
    <message>
        <source>fraud</source>
        <translation>欺诈</translation>
    </message>
    <message>
        <source>high risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>no deadline runs</source>
        <translation>无进行中的时限</translation>
    </message>
    <message>
        <source>no level is known</source>
        <translation>等级未知</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>未发现</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>personal safety</source>
        <translation>人身安全</translation>
    </message>
    <message>
        <source>press</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>regulator</source>
        <translation>监管</translation>
    </message>
    <message>
        <source>{number} has the score {score}</source>
        <translation>{number} 的评分为 {score}</translation>
    </message>
    <message>
        <source>{number} is not of high risk any more</source>
        <translation>{number} 不再是高风险</translation>
    </message>
    <message>
        <source>{number} is of high risk</source>
        <translation>{number} 已标为高风险</translation>
    </message>
    <message>
        <source>{number}: the score is worked out again</source>
        <translation>{number}：评分恢复自动计算</translation>
    </message>
    <message>
        <source>{points} of {weight}</source>
        <translation>{points} / {weight}</translation>
    </message>
    <message>
        <source>{share} of the time used</source>
        <translation>已用时 {share}</translation>
    </message>
</context>
<context>
    <name>AssessmentPart</name>
    <message>
        <source>&amp;No high risk …</source>
        <translation>不是高风险(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Set another score …</source>
        <translation>改评分(&amp;S)…</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Change cate&amp;gory …</source>
        <translation>改类别(&amp;G)…</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>It is being learned from past complaints: what they suggest comes by itself.</source>
        <translation>正在从以往投诉中学习，得出的建议会自动出现。</translation>
    </message>
    <message>
        <source>Let the score be worked out again</source>
        <translation>让系统重新计算评分</translation>
    </message>
    <message>
        <source>Mark as &amp;high risk …</source>
        <translation>标为高风险(&amp;H)…</translation>
    </message>
    <message>
        <source>No category yet</source>
        <translation>尚未归类</translation>
    </message>
    <message>
        <source>No high risk is known</source>
        <translation>未发现高风险</translation>
    </message>
    <message>
        <source>Of high risk: it goes the fast lane</source>
        <translation>高风险：走快速通道</translation>
    </message>
    <message>
        <source>Past complaints like it are of this category, too.</source>
        <translation>相似的历史投诉也属于该类别。</translation>
    </message>
    <message>
        <source>Past complaints suggest nothing: too few are like it.</source>
        <translation>相似的历史投诉太少，暂无推荐。</translation>
    </message>
    <message>
        <source>Priority score</source>
        <translation>优先级评分</translation>
    </message>
    <message>
        <source>Suggested by past complaints like it:</source>
        <translation>按相似历史投诉推荐：</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Take &amp;back …</source>
        <translation>恢复自动(&amp;B)…</translation>
    </message>
    <message>
        <source>{number} has a tag less</source>
        <translation>{number} 已移除标签</translation>
    </message>
    <message>
        <source>{number} has another category</source>
        <translation>{number} 已改类别</translation>
    </message>
    <message>
        <source>{number} has another tag</source>
        <translation>{number} 已加标签</translation>
    </message>
    <message>
        <source>{path}: so sure are past complaints like it</source>
        <translation>{path}：按相似历史投诉的把握</translation>
    </message>
</context>
<context>
    <name>Assign</name>
    <message>
        <source>&amp;Assign</source>
        <translation>分派(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Give back to nobody</source>
        <translation>退回未分派(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Looking who is there …</source>
        <translation>正在查询人员……</translation>
    </message>
    <message>
        <source>Name or team</source>
        <translation>姓名或班组</translation>
    </message>
    <message>
        <source>Nobody is called so. Type less of the name.</source>
        <translation>没有这样的人员，请缩短输入。</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>{count} complaints</source>
        <translation>{count} 个工单</translation>
    </message>
    <message>
        <source>{name} owns this already.</source>
        <translation>{name} 已是处理人。</translation>
    </message>
    <message>
        <source>{name} then carries {count}, of a capacity of {capacity}.</source>
        <translation>{name} 将负荷 {count}，容量 {capacity}。</translation>
    </message>
    <message>
        <source>▲ {name} then carries {count}, over a capacity of {capacity}.</source>
        <translation>▲ {name} 将负荷 {count}，超过容量 {capacity}。</translation>
    </message>
</context>
<context>
    <name>Attention</name>
    <message>
        <source>&amp;Hear it</source>
        <translation>试听(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Sound when it cannot wait: fast lane, deadline passed</source>
        <translation>紧急时发出提示音：快速通道、已超时(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Show a message in the system&apos;s &amp;tray</source>
        <translation>在系统托盘显示消息(&amp;T)</translation>
    </message>
    <message>
        <source>This system has no tray.</source>
        <translation>本系统没有托盘。</translation>
    </message>
    <message>
        <source>When a message comes into your inbox, this console can draw your attention to it, once a minute at most.</source>
        <translation>收到新的站内通知时，本控制台可以提醒您，每分钟最多一次。</translation>
    </message>
</context>
<context>
    <name>Authority</name>
    <message>
        <source>Compensation</source>
        <translation>补偿</translation>
    </message>
    <message>
        <source>Complains of the handling of</source>
        <translation>投诉其处理</translation>
    </message>
    <message>
        <source>Decisions taken</source>
        <translation>审批已完成</translation>
    </message>
    <message>
        <source>Departments&apos; tasks ended</source>
        <translation>协办任务已完结</translation>
    </message>
    <message>
        <source>Fee waived</source>
        <translation>费用减免</translation>
    </message>
    <message>
        <source>Follow-up done</source>
        <translation>已回访</translation>
    </message>
    <message>
        <source>Gift</source>
        <translation>礼品</translation>
    </message>
    <message>
        <source>Goodwill payment</source>
        <translation>补偿金</translation>
    </message>
    <message>
        <source>How it goes on</source>
        <translation>升级处置</translation>
    </message>
    <message>
        <source>Its handling is complained of in</source>
        <translation>处理被投诉于</translation>
    </message>
    <message>
        <source>Its part</source>
        <translation>拆分出</translation>
    </message>
    <message>
        <source>More time</source>
        <translation>延期</translation>
    </message>
    <message>
        <source>Promises kept</source>
        <translation>承诺已兑现</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>退款</translation>
    </message>
    <message>
        <source>Related</source>
        <translation>相关工单</translation>
    </message>
    <message>
        <source>Result told to the customer</source>
        <translation>结果已告知客户</translation>
    </message>
    <message>
        <source>Root cause added: {name}</source>
        <translation>已添加根本原因：{name}</translation>
    </message>
    <message>
        <source>Root cause in use again: {name}</source>
        <translation>已恢复使用根本原因：{name}</translation>
    </message>
    <message>
        <source>Root cause recorded</source>
        <translation>已记录根本原因</translation>
    </message>
    <message>
        <source>Root cause renamed: {name}</source>
        <translation>已重命名根本原因：{name}</translation>
    </message>
    <message>
        <source>Root cause retired: {name}</source>
        <translation>已停用根本原因：{name}</translation>
    </message>
    <message>
        <source>Split from</source>
        <translation>拆分自</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>代金券</translation>
    </message>
    <message>
        <source>With what the customer was given lately it comes to {total}.</source>
        <translation>与近期已给该客户的补偿合计 {total}。</translation>
    </message>
    <message>
        <source>a decision is awaited</source>
        <translation>有待审批事项</translation>
    </message>
    <message>
        <source>a department&apos;s task is open</source>
        <translation>协办任务未完结</translation>
    </message>
    <message>
        <source>a promise is open</source>
        <translation>承诺未兑现</translation>
    </message>
    <message>
        <source>awaits a decision</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>granted and not paid</source>
        <translation>补偿已批准未支付</translation>
    </message>
    <message>
        <source>granted, to be paid</source>
        <translation>已批准，待支付</translation>
    </message>
    <message>
        <source>no root cause is recorded</source>
        <translation>尚未记录根本原因</translation>
    </message>
    <message>
        <source>paid</source>
        <translation>已支付</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已驳回</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>the customer has not been told the result</source>
        <translation>结果尚未告知客户</translation>
    </message>
    <message>
        <source>the follow-up is not done</source>
        <translation>尚未回访</translation>
    </message>
    <message>
        <source>{number} and {other} are linked no more.</source>
        <translation>{number} 与 {other} 已取消关联。</translation>
    </message>
    <message>
        <source>{number}: {given} awaits a decision.</source>
        <translation>{number}：{given} 待审批。</translation>
    </message>
    <message>
        <source>{number}: {given} is granted.</source>
        <translation>{number}：{given} 已批准。</translation>
    </message>
    <message>
        <source>{number}: {given} is paid.</source>
        <translation>{number}：{given} 已支付。</translation>
    </message>
    <message>
        <source>{number}: {given} is taken back.</source>
        <translation>{number}：{given} 已撤回。</translation>
    </message>
    <message>
        <source>{target}: {amount} in all</source>
        <translation>{target}：共 {amount}</translation>
    </message>
    <message>
        <source>◆ Above your authority. Needs: {role}, or somebody above.</source>
        <translation>◆ 超出您的权限，需{role}或以上审批。</translation>
    </message>
    <message>
        <source>✓ Within your authority: granted at once.</source>
        <translation>✓ 在您的权限内，提交即批准。</translation>
    </message>
    <message>
        <source>✗ {total} in all is above every limit: nobody here may grant it.</source>
        <translation>✗ 合计 {total} 超出所有权限，无人可批准。</translation>
    </message>
</context>
<context>
    <name>Awaited</name>
    <message>
        <source>&amp;Grant</source>
        <translation>批准(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Open the case</source>
        <translation>打开工单(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Refuse</source>
        <translation>驳回(&amp;R)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Nothing awaits your decision. What is asked of your role comes here by itself.</source>
        <translation>没有待您审批的事项。需要您的角色审批时会自动显示在此。</translation>
    </message>
    <message>
        <source>Remark (a refusal needs one)</source>
        <translation>审批意见（驳回必填）</translation>
    </message>
    <message>
        <source>Say first who you are, with the button at the lower right of the window.</source>
        <translation>请先点击窗口右下角的按钮，选择您的身份。</translation>
    </message>
    <message>
        <source>due {at}</source>
        <translation>{at} 前</translation>
    </message>
    <message>
        <source>no due time</source>
        <translation>无时限</translation>
    </message>
    <message>
        <source>▲ was due {at}</source>
        <translation>▲ 应于 {at} 前</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Breach</name>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>As of {time}</source>
        <translation>数据时间 {time}</translation>
    </message>
    <message>
        <source>By rule of thumb only: there is too little history yet, or it tells no more.</source>
        <translation>仅按经验规则估算：历史数据尚少，或未能更准。</translation>
    </message>
    <message>
        <source>Chance of being late: {chance}</source>
        <translation>超时概率：{chance}</translation>
    </message>
    <message>
        <source>Higher, because {reasons}.</source>
        <translation>偏高原因：{reasons}。</translation>
    </message>
    <message>
        <source>It is late already.</source>
        <translation>已经超时。</translation>
    </message>
    <message>
        <source>Learned from {count} complaints, {when}</source>
        <translation>由 {count} 件历史投诉学习得出，{when}</translation>
    </message>
    <message>
        <source>Lower, because {reasons}.</source>
        <translation>偏低原因：{reasons}。</translation>
    </message>
    <message>
        <source>Not worked out yet, or nothing of it runs.</source>
        <translation>尚未计算，或无计时中的时限。</translation>
    </message>
    <message>
        <source>few in its queue come first</source>
        <translation>技能组内先到期的工单很少</translation>
    </message>
    <message>
        <source>it came by telephone or chat</source>
        <translation>来自电话或在线会话</translation>
    </message>
    <message>
        <source>it came from the regulator</source>
        <translation>来自监管转办</translation>
    </message>
    <message>
        <source>it came in writing</source>
        <translation>来自书面渠道</translation>
    </message>
    <message>
        <source>it did not come from the regulator</source>
        <translation>非监管转办</translation>
    </message>
    <message>
        <source>it does not wait for the customer</source>
        <translation>未在等待客户</translation>
    </message>
    <message>
        <source>it has been answered</source>
        <translation>已首次响应</translation>
    </message>
    <message>
        <source>it has changed hands</source>
        <translation>已转手</translation>
    </message>
    <message>
        <source>it has hardly waited for the customer</source>
        <translation>几乎未等待客户</translation>
    </message>
    <message>
        <source>it has not been answered yet</source>
        <translation>尚未响应</translation>
    </message>
    <message>
        <source>it has not changed hands</source>
        <translation>未转手</translation>
    </message>
    <message>
        <source>it has waited long for the customer</source>
        <translation>等待客户时间长</translation>
    </message>
    <message>
        <source>it is about a task, a stage or an approval</source>
        <translation>当前为任务、环节或审批时限</translation>
    </message>
    <message>
        <source>it is about the first response</source>
        <translation>当前为首次响应时限</translation>
    </message>
    <message>
        <source>it is about the whole complaint</source>
        <translation>当前为整单时限</translation>
    </message>
    <message>
        <source>it is complex</source>
        <translation>属复杂投诉</translation>
    </message>
    <message>
        <source>it is not about the first response</source>
        <translation>当前非首次响应时限</translation>
    </message>
    <message>
        <source>it is not complex</source>
        <translation>非复杂投诉</translation>
    </message>
    <message>
        <source>it is of high risk</source>
        <translation>属高风险</translation>
    </message>
    <message>
        <source>it is of no high risk</source>
        <translation>非高风险</translation>
    </message>
    <message>
        <source>it waits for the customer</source>
        <translation>正在等待客户</translation>
    </message>
    <message>
        <source>it was not reopened</source>
        <translation>未曾重新打开</translation>
    </message>
    <message>
        <source>it was reopened</source>
        <translation>曾重新打开</translation>
    </message>
    <message>
        <source>its owner carries much</source>
        <translation>处理人手上工单多</translation>
    </message>
    <message>
        <source>its owner has room</source>
        <translation>处理人尚有余量</translation>
    </message>
    <message>
        <source>its priority is high</source>
        <translation>优先级高</translation>
    </message>
    <message>
        <source>its priority is low</source>
        <translation>优先级低</translation>
    </message>
    <message>
        <source>its queue cannot keep up</source>
        <translation>技能组处理不过来</translation>
    </message>
    <message>
        <source>many in its queue come first</source>
        <translation>技能组内有很多工单先到期</translation>
    </message>
    <message>
        <source>its queue has been late often lately</source>
        <translation>该技能组近期常超时</translation>
    </message>
    <message>
        <source>its queue has seldom been late lately</source>
        <translation>该技能组近期很少超时</translation>
    </message>
    <message>
        <source>its queue keeps up</source>
        <translation>技能组处理得过来</translation>
    </message>
    <message>
        <source>late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>little of its time is used</source>
        <translation>时限用去不多</translation>
    </message>
    <message>
        <source>little time is left</source>
        <translation>剩余时间不多</translation>
    </message>
    <message>
        <source>many who serve its queue are away</source>
        <translation>该技能组多数坐席不在岗</translation>
    </message>
    <message>
        <source>most who serve its queue are here</source>
        <translation>该技能组多数坐席在岗</translation>
    </message>
    <message>
        <source>much of its time is used</source>
        <translation>时限已用去大半</translation>
    </message>
    <message>
        <source>much time is left</source>
        <translation>剩余时间充裕</translation>
    </message>
    <message>
        <source>nobody owns it</source>
        <translation>未分派</translation>
    </message>
    <message>
        <source>somebody owns it</source>
        <translation>已分派</translation>
    </message>
</context>
<context>
    <name>BrokenRules</name>
    <message>
        <source>Broken rules: {count}, by those of the roster that was published for the day</source>
        <translation>违反规则 {count} 处（按当日已发布班表的规则）</translation>
    </message>
    <message>
        <source>Rules that the schedule breaks</source>
        <translation>违反的排班规则</translation>
    </message>
</context>
<context>
    <name>CalendarDays</name>
    <message>
        <source>&amp;Add to the draft</source>
        <translation>加入草稿(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Called:</source>
        <translation>名称(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;From:</source>
        <translation>自(&amp;F)：</translation>
    </message>
    <message>
        <source>&amp;Remove from the draft</source>
        <translation>从草稿中移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;What:</source>
        <translation>事项(&amp;W)：</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Closed all day, a holiday</source>
        <translation>全天休息（放假）</translation>
    </message>
    <message>
        <source>Closed for some hours</source>
        <translation>部分时间停业</translation>
    </message>
    <message>
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <source>It explains deadlines later. Where one is empty, both languages show the other.</source>
        <translation>日后用于解释时限。只填一种语言时，两种语言都显示该名称。</translation>
    </message>
    <message>
        <source>None yet: weekly hours and public holidays alone say when it is open.</source>
        <translation>尚无自定日期：只按每周时间和法定节假日营业。</translation>
    </message>
    <message>
        <source>Own days of this calendar</source>
        <translation>本日历的自定日期</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>What</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Worked, a day otherwise off</source>
        <translation>休息日照常上班</translation>
    </message>
    <message>
        <source>in Chinese: 台风</source>
        <translation>中文名，如：台风</translation>
    </message>
    <message>
        <source>in English: Typhoon</source>
        <translation>英文名，如：Typhoon</translation>
    </message>
    <message>
        <source>until</source>
        <translation>至</translation>
    </message>
</context>
<context>
    <name>Case</name>
    <message>
        <source>1 calendar day</source>
        <translation>1 个自然日</translation>
    </message>
    <message>
        <source>1 working day</source>
        <translation>1 个工作日</translation>
    </message>
    <message>
        <source>A decision is asked for: {role}</source>
        <translation>提请审批：{role}</translation>
    </message>
    <message>
        <source>A department was asked</source>
        <translation>已请部门协办</translation>
    </message>
    <message>
        <source>A file of the source was not taken</source>
        <translation>来源的附件未被接收</translation>
    </message>
    <message>
        <source>A mail came in</source>
        <translation>收到邮件</translation>
    </message>
    <message>
        <source>A mail did not arrive</source>
        <translation>邮件未送达</translation>
    </message>
    <message>
        <source>A mail from an unknown address: nothing was done</source>
        <translation>陌生地址来信，未作处理</translation>
    </message>
    <message>
        <source>Acknowledged automatically</source>
        <translation>自动确认收到</translation>
    </message>
    <message>
        <source>Affected</source>
        <translation>影响人数</translation>
    </message>
    <message>
        <source>An import had news that were left out</source>
        <translation>导入文件有更新，未采用</translation>
    </message>
    <message>
        <source>Angry</source>
        <translation>愤怒</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>Anxious</source>
        <translation>焦急</translation>
    </message>
    <message>
        <source>Assigned</source>
        <translation>分派</translation>
    </message>
    <message>
        <source>Began: {at}</source>
        <translation>开始：{at}</translation>
    </message>
    <message>
        <source>Begun anew</source>
        <translation>重新计时</translation>
    </message>
    <message>
        <source>Belongs to an incident</source>
        <translation>并入事件</translation>
    </message>
    <message>
        <source>Belongs to the incident no more</source>
        <translation>移出事件</translation>
    </message>
    <message>
        <source>Calendar: {code}, version {version}, {zone}</source>
        <translation>工作日历：{code}，版本 {version}，{zone}</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>通话</translation>
    </message>
    <message>
        <source>Called for the follow-up</source>
        <translation>已拨打回访电话</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>平静</translation>
    </message>
    <message>
        <source>Came back as a new complaint</source>
        <translation>转为新工单</translation>
    </message>
    <message>
        <source>Category changed</source>
        <translation>类别变更</translation>
    </message>
    <message>
        <source>Category: {before} → {after}</source>
        <translation>类别：{before} → {after}</translation>
    </message>
    <message>
        <source>Changed by an import</source>
        <translation>由导入更新</translation>
    </message>
    <message>
        <source>Changed where it was recorded first</source>
        <translation>来源系统中的变更</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Compensation asked for</source>
        <translation>申请补偿</translation>
    </message>
    <message>
        <source>Compensation granted</source>
        <translation>补偿已批准</translation>
    </message>
    <message>
        <source>Compensation paid</source>
        <translation>补偿已支付</translation>
    </message>
    <message>
        <source>Compensation refused</source>
        <translation>补偿已驳回</translation>
    </message>
    <message>
        <source>Compensation taken back</source>
        <translation>补偿已撤回</translation>
    </message>
    <message>
        <source>Complex</source>
        <translation>复杂</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Days that count: {days}</source>
        <translation>计入的日期：{days}</translation>
    </message>
    <message>
        <source>Deadlines moved</source>
        <translation>期限变更</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>已审批</translation>
    </message>
    <message>
        <source>Demand</source>
        <translation>诉求</translation>
    </message>
    <message>
        <source>Department: {name}</source>
        <translation>部门：{name}</translation>
    </message>
    <message>
        <source>Disappointed</source>
        <translation>失望</translation>
    </message>
    <message>
        <source>Due if the pause ended now: {at}</source>
        <translation>若暂停现在结束，到期：{at}</translation>
    </message>
    <message>
        <source>Due without pauses: {at}</source>
        <translation>不计暂停的到期时间：{at}</translation>
    </message>
    <message>
        <source>Due: {at}</source>
        <translation>到期：{at}</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>情绪</translation>
    </message>
    <message>
        <source>Escalated</source>
        <translation>已升级</translation>
    </message>
    <message>
        <source>Fields that changed: {count}</source>
        <translation>变更的字段数：{count}</translation>
    </message>
    <message>
        <source>File added</source>
        <translation>添加了文件</translation>
    </message>
    <message>
        <source>File removed</source>
        <translation>移除了文件</translation>
    </message>
    <message>
        <source>Followed up</source>
        <translation>已回访</translation>
    </message>
    <message>
        <source>From: {sender}</source>
        <translation>来自：{sender}</translation>
    </message>
    <message>
        <source>General</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>High risk found</source>
        <translation>发现高风险</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Incident: {title}</source>
        <translation>事件：{title}</translation>
    </message>
    <message>
        <source>It escalates nothing: its import has not been armed.</source>
        <translation>不会升级：该批导入尚未启用时效。</translation>
    </message>
    <message>
        <source>It lives on in {number}.</source>
        <translation>并入 {number} 继续处理。</translation>
    </message>
    <message>
        <source>It says {at}</source>
        <translation>来源时间：{at}</translation>
    </message>
    <message>
        <source>It was set aside, because it failed: {reason}</source>
        <translation>因故障被搁置：{reason}</translation>
    </message>
    <message>
        <source>Link removed</source>
        <translation>取消关联</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Marked as high risk</source>
        <translation>标为高风险</translation>
    </message>
    <message>
        <source>Marked as no high risk</source>
        <translation>标为非高风险</translation>
    </message>
    <message>
        <source>Marked as spam</source>
        <translation>标为垃圾信息</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>已合并</translation>
    </message>
    <message>
        <source>Message to the customer</source>
        <translation>告知客户</translation>
    </message>
    <message>
        <source>More time asked for</source>
        <translation>申请延期</translation>
    </message>
    <message>
        <source>More time granted</source>
        <translation>同意延期</translation>
    </message>
    <message>
        <source>More time refused</source>
        <translation>不同意延期</translation>
    </message>
    <message>
        <source>Next stage</source>
        <translation>进入下一环节</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Owner: {before} → {after}</source>
        <translation>处理人：{before} → {after}</translation>
    </message>
    <message>
        <source>Policy: {name} ({code}, version {version})</source>
        <translation>时效策略：{name}（{code}，版本 {version}）</translation>
    </message>
    <message>
        <source>Priority raised</source>
        <translation>提升优先级</translation>
    </message>
    <message>
        <source>Priority: {before} → {after}</source>
        <translation>优先级：{before} → {after}</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Promised to the customer</source>
        <translation>向客户作出承诺</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Raised:</source>
        <translation>已触发：</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Reminder seen: it is not repeated</source>
        <translation>已知悉提醒，不再重复</translation>
    </message>
    <message>
        <source>Reopened</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>已办结</translation>
    </message>
    <message>
        <source>Root cause recorded</source>
        <translation>记录根本原因</translation>
    </message>
    <message>
        <source>Score set</source>
        <translation>评分已设定</translation>
    </message>
    <message>
        <source>Score worked out again</source>
        <translation>评分恢复自动计算</translation>
    </message>
    <message>
        <source>Score: {score}</source>
        <translation>评分：{score}</translation>
    </message>
    <message>
        <source>Spam</source>
        <translation>垃圾信息</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Stage: {before} → {after}</source>
        <translation>环节：{before} → {after}</translation>
    </message>
    <message>
        <source>Standby is proposed</source>
        <translation>建议启动备班</translation>
    </message>
    <message>
        <source>Stopped: {at}</source>
        <translation>停止：{at}</translation>
    </message>
    <message>
        <source>Tag taken off</source>
        <translation>移除标签</translation>
    </message>
    <message>
        <source>Tagged</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>The customer rated the result</source>
        <translation>客户评价了处理结果</translation>
    </message>
    <message>
        <source>The customer replied</source>
        <translation>客户已回复</translation>
    </message>
    <message>
        <source>The customer said thank you</source>
        <translation>客户致谢</translation>
    </message>
    <message>
        <source>The customer was informed</source>
        <translation>已告知客户进展</translation>
    </message>
    <message>
        <source>The customer was on record twice: now once</source>
        <translation>客户重复建档，已合并</translation>
    </message>
    <message>
        <source>The department answered</source>
        <translation>部门已答复</translation>
    </message>
    <message>
        <source>The department&apos;s answer was accepted</source>
        <translation>部门答复已采纳</translation>
    </message>
    <message>
        <source>The department&apos;s answer was sent back</source>
        <translation>部门答复已退回</translation>
    </message>
    <message>
        <source>The department&apos;s task was withdrawn</source>
        <translation>协办任务已撤回</translation>
    </message>
    <message>
        <source>The due time was recorded elsewhere: {provenance}.</source>
        <translation>到期时间由其他系统记录：{provenance}。</translation>
    </message>
    <message>
        <source>The holidays of the year of the due time are not confirmed yet.</source>
        <translation>到期年份的节假日尚未确认。</translation>
    </message>
    <message>
        <source>The promise was broken</source>
        <translation>承诺未兑现</translation>
    </message>
    <message>
        <source>The promise was kept</source>
        <translation>承诺已兑现</translation>
    </message>
    <message>
        <source>The record was corrected</source>
        <translation>记录已更正</translation>
    </message>
    <message>
        <source>The time of the source was not believed</source>
        <translation>来源系统的时间不可信，按接收时间登记</translation>
    </message>
    <message>
        <source>The wait is over</source>
        <translation>等待结束</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>To come:</source>
        <translation>将触发：</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undone, and so: {what}</source>
        <translation>撤销，因此：{what}</translation>
    </message>
    <message>
        <source>Waiting for the customer</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Waits for the customer</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>What was personal was erased</source>
        <translation>个人信息已删除</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已撤诉</translation>
    </message>
    <message>
        <source>a decision is asked for: {role}</source>
        <translation>提请审批：{role}</translation>
    </message>
    <message>
        <source>a department has answered</source>
        <translation>协办部门已答复</translation>
    </message>
    <message>
        <source>a promise to the customer falls due</source>
        <translation>对客户的承诺即将到期</translation>
    </message>
    <message>
        <source>a promise to the customer was not kept in time</source>
        <translation>对客户的承诺未按时兑现</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>立即</translation>
    </message>
    <message>
        <source>break</source>
        <translation>午休</translation>
    </message>
    <message>
        <source>by chat</source>
        <translation>在线客服</translation>
    </message>
    <message>
        <source>by e-mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>by letter</source>
        <translation>信函</translation>
    </message>
    <message>
        <source>by telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>closed on this day</source>
        <translation>当日停业</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>已计时</translation>
    </message>
    <message>
        <source>counting has not begun</source>
        <translation>尚未起算</translation>
    </message>
    <message>
        <source>cycle {cycle}</source>
        <translation>第 {cycle} 轮</translation>
    </message>
    <message>
        <source>days off</source>
        <translation>休息日</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>M月d日 ddd</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy</source>
        <translation>yyyy年M月d日 ddd</translation>
    </message>
    <message>
        <source>deadline reached</source>
        <translation>已到时限</translation>
    </message>
    <message>
        <source>due</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>interim notice</source>
        <translation>进展告知</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>progress</source>
        <translation>进展</translation>
    </message>
    <message>
        <source>running</source>
        <translation>计时中</translation>
    </message>
    <message>
        <source>summary resolution</source>
        <translation>简要解决通知</translation>
    </message>
    <message>
        <source>{share} of the time used</source>
        <translation>时限已用 {share}</translation>
    </message>
    <message>
        <source>{span} before the deadline</source>
        <translation>到期前 {span}</translation>
    </message>
    <message>
        <source>everybody&apos;s inbox</source>
        <translation>公共收件箱</translation>
    </message>
    <message>
        <source> ({what})</source>
        <translation>（{what}）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>external appraisal</source>
        <translation>外部鉴定</translation>
    </message>
    <message>
        <source>in person</source>
        <translation>当面</translation>
    </message>
    <message>
        <source>inspection</source>
        <translation>检验检测</translation>
    </message>
    <message>
        <source>late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>late by {span}</source>
        <translation>已超时 {span}</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>met</source>
        <translation>按时完成</translation>
    </message>
    <message>
        <source>missed by {span}</source>
        <translation>超时 {span} 完成</translation>
    </message>
    <message>
        <source>moved on to a working day</source>
        <translation>顺延至工作日</translation>
    </message>
    <message>
        <source>new facts</source>
        <translation>新事实</translation>
    </message>
    <message>
        <source>night</source>
        <translation>夜间</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>on social media</source>
        <translation>社交媒体</translation>
    </message>
    <message>
        <source>outside opening hours</source>
        <translation>非营业时间</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>paused with {span} left</source>
        <translation>已暂停，剩余 {span}</translation>
    </message>
    <message>
        <source>public holidays</source>
        <translation>法定节假日</translation>
    </message>
    <message>
        <source>set aside, because it failed</source>
        <translation>因故障被搁置</translation>
    </message>
    <message>
        <source>set by another system</source>
        <translation>由其他系统设定</translation>
    </message>
    <message>
        <source>standby is proposed</source>
        <translation>建议启动备班</translation>
    </message>
    <message>
        <source>the complaint goes to {person}</source>
        <translation>工单转给 {person}</translation>
    </message>
    <message>
        <source>the priority is raised</source>
        <translation>提升优先级</translation>
    </message>
    <message>
        <source>to the end of the day</source>
        <translation>至当日结束</translation>
    </message>
    <message>
        <source>told with another step</source>
        <translation>随另一条提醒一并通知</translation>
    </message>
    <message>
        <source>waiting for the customer</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>{count} steps before</source>
        <translation>此前 {count} 次升级</translation>
    </message>
    <message>
        <source>{days} calendar days</source>
        <translation>{days} 个自然日</translation>
    </message>
    <message>
        <source>{days} working days</source>
        <translation>{days} 个工作日</translation>
    </message>
    <message>
        <source>{name}: {what}</source>
        <translation>{name}：{what}</translation>
    </message>
    <message>
        <source>{nature}, with nights and days off in between</source>
        <translation>{nature}（其间含夜间和休息日）</translation>
    </message>
    <message>
        <source>{number} was changed since you looked at it: {what}. Do it all the same?</source>
        <translation>{number} 在您查看后有变更：{what}。仍要继续吗？</translation>
    </message>
    <message>
        <source>{number} was merged into this one.</source>
        <translation>{number} 并入本工单。</translation>
    </message>
    <message>
        <source>{span} late</source>
        <translation>超时 {span}</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩余 {span}</translation>
    </message>
    <message>
        <source>{span} of opening hours</source>
        <translation>营业时间 {span}</translation>
    </message>
    <message>
        <source>{span}, day and night</source>
        <translation>{span}（昼夜连续）</translation>
    </message>
    <message>
        <source>{target} due: {before} → {after}</source>
        <translation>{target}期限：{before} → {after}</translation>
    </message>
    <message>
        <source>{target}: {amount} in all</source>
        <translation>{target}：共 {amount}</translation>
    </message>
    <message>
        <source>{what}: it lasted as long as it may</source>
        <translation>{what}：已达最长时限</translation>
    </message>
    <message>
        <source>{what}: {before} → {after}</source>
        <translation>{what}：{before} → {after}</translation>
    </message>
    <message>
        <source>“{step}” of other rules</source>
        <translation>其他规则的“{step}”</translation>
    </message>
    <message>
        <source>… and {count} more in between</source>
        <translation>……中间另有 {count} 次</translation>
    </message>
</context>
<context>
    <name>CasePane</name>
    <message>
        <source>Changed just now ({at}): {what}</source>
        <translation>刚刚有变更（{at}）：{what}</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>投诉内容</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>Late chance: {chance}</source>
        <translation>超时概率：{chance}</translation>
    </message>
    <message>
        <source>Late chance: {chance} ({reason})</source>
        <translation>超时概率：{chance}（{reason}）</translation>
    </message>
    <message>
        <source>No case is open.

Double-click a complaint in the queue, or press Enter on it. Alt+Left leads back to the case before.</source>
        <translation>没有打开的工单。

在工单列表中双击一条投诉，或按 Enter 打开。按 Alt+Left 返回上一个工单。</translation>
    </message>
    <message>
        <source>Owner: {owner}</source>
        <translation>处理人：{owner}</translation>
    </message>
    <message>
        <source>Priority: {priority}</source>
        <translation>优先级：{priority}</translation>
    </message>
    <message>
        <source>Reading the case …</source>
        <translation>正在读取工单……</translation>
    </message>
    <message>
        <source>Stage: {stage}</source>
        <translation>环节：{stage}</translation>
    </message>
    <message>
        <source>Time line</source>
        <translation>处理经过</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
</context>
<context>
    <name>CasePart</name>
    <message>
        <source>Assessment</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Compensation</source>
        <translation>补偿</translation>
    </message>
    <message>
        <source>Correspondence</source>
        <translation>往来记录</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>知识</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>协办任务</translation>
    </message>
</context>
<context>
    <name>Categories</name>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Import …</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Leave it</source>
        <translation>不改(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Merge</source>
        <translation>合并(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Merge into …</source>
        <translation>合并到(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Retire</source>
        <translation>停用(&amp;R)</translation>
    </message>
    <message>
        <source>Add &amp;below</source>
        <translation>添加下级(&amp;B)</translation>
    </message>
    <message>
        <source>All complaints and articles of “{name}”, and what lies below it, go to “{into}”. This cannot be undone.</source>
        <translation>“{name}”的全部投诉、知识文章及其下级类别将并入“{into}”，且不可撤销。</translation>
    </message>
    <message>
        <source>B&amp;ring back</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>Category added: {name}</source>
        <translation>已添加类别：{name}</translation>
    </message>
    <message>
        <source>Category in use again: {name}</source>
        <translation>类别已恢复：{name}</translation>
    </message>
    <message>
        <source>Category moved: {name}</source>
        <translation>类别已移动：{name}</translation>
    </message>
    <message>
        <source>Category renamed: {name}</source>
        <translation>类别已改名：{name}</translation>
    </message>
    <message>
        <source>Category retired: {name}</source>
        <translation>类别已停用：{name}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Drag a category on to another one, or between two; or press Alt with an arrow. Complaints follow it.</source>
        <translation>把类别拖到另一个类别上或两个类别之间，或按 Alt 加方向键移动；所属投诉随之移动。</translation>
    </message>
    <message>
        <source>F2 takes the name into the field</source>
        <translation>按 F2 把名称取到输入框</translation>
    </message>
    <message>
        <source>Mark as &amp;high risk</source>
        <translation>标为高风险(&amp;H)</translation>
    </message>
    <message>
        <source>Name of a new category, or a new name</source>
        <translation>新类别的名称，或新名称</translation>
    </message>
    <message>
        <source>No category is called so.</source>
        <translation>没有这样的类别。</translation>
    </message>
    <message>
        <source>Of high risk no more: {name}</source>
        <translation>已取消高风险：{name}</translation>
    </message>
    <message>
        <source>Of high risk: {name}</source>
        <translation>已标为高风险：{name}</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>改名(&amp;N)</translation>
    </message>
    <message>
        <source>Search categories</source>
        <translation>搜索类别</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators edit the categories; say first who sits here.</source>
        <translation>只有督导、经理和管理员可以编辑类别；请先说明当前坐席是谁。</translation>
    </message>
    <message>
        <source>There is no category yet: write a name below and add it, or import a tree from a file.</source>
        <translation>还没有类别：在下方输入名称并添加，或从文件导入类别树。</translation>
    </message>
    <message>
        <source>Unmark &amp;high risk</source>
        <translation>取消高风险(&amp;H)</translation>
    </message>
    <message>
        <source>Whatever belongs to it goes the fast lane</source>
        <translation>归入该类别的投诉一律走快速通道</translation>
    </message>
    <message>
        <source>{name} was merged into {into}</source>
        <translation>{name} 已合并到 {into}</translation>
    </message>
    <message>
        <source>“{name}”: {count} open complaints are assessed anew, and their deadlines follow at once.</source>
        <translation>“{name}”：{count} 件未结投诉将重新评估，时限立即随之变化。</translation>
    </message>
</context>
<context>
    <name>CategoryTree</name>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Open complaints</source>
        <translation>未结投诉</translation>
    </message>
    <message>
        <source>high risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>high risk, because it lies in a category that is</source>
        <translation>高风险（上级类别为高风险）</translation>
    </message>
    <message>
        <source>{name} (retired)</source>
        <translation>{name}（已停用）</translation>
    </message>
</context>
<context>
    <name>CauseChoice</name>
    <message>
        <source>None is kept yet: see “Root causes” in the menu</source>
        <translation>尚无根本原因：请在菜单“根本原因”中维护</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>尚不清楚</translation>
    </message>
</context>
<context>
    <name>Channels</name>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Added. Send a test, to see whether it is right.</source>
        <translation>已添加。请发送测试，确认地址可用。</translation>
    </message>
    <message>
        <source>Address (URL)</source>
        <translation>地址（URL）</translation>
    </message>
    <message>
        <source>Address {label} added</source>
        <translation>已添加地址“{label}”</translation>
    </message>
    <message>
        <source>Address {label} removed</source>
        <translation>已移除地址“{label}”</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址列表</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>For</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Name of the address</source>
        <translation>地址名称</translation>
    </message>
    <message>
        <source>New address</source>
        <translation>新增地址</translation>
    </message>
    <message>
        <source>No group is told yet. Add the address of a robot below: WeCom, DingTalk, Feishu, Slack, Teams, or a webhook of your own. E-mail needs no address here: each person has one.</source>
        <translation>尚无群组接收通知。请在下方添加机器人地址：企业微信、钉钉、飞书、Slack、Teams 或自有接口。邮件无需在此设置：每个人都有自己的邮箱。</translation>
    </message>
    <message>
        <source>Say first who sits here: the test goes to their address.</source>
        <translation>请先选择当前使用者：测试将发到其地址。</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>Send a &amp;test</source>
        <translation>发送测试(&amp;T)</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>班组</translation>
    </message>
    <message>
        <source>The test is under way …</source>
        <translation>正在发送测试……</translation>
    </message>
    <message>
        <source>Whether it arrived at {label} is unknown: {reason}</source>
        <translation>是否送达“{label}”未知：{reason}</translation>
    </message>
    <message>
        <source>as people call the group</source>
        <translation>群组的通称</translation>
    </message>
    <message>
        <source>each person&apos;s own address</source>
        <translation>每人自己的地址</translation>
    </message>
    <message>
        <source>https://… as the group&apos;s robot gives it</source>
        <translation>https://… 由群机器人提供</translation>
    </message>
    <message>
        <source>if its messages are signed</source>
        <translation>启用加签时填写</translation>
    </message>
    <message>
        <source>the whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>{label} cannot be reached: {reason}</source>
        <translation>无法连接“{label}”：{reason}</translation>
    </message>
    <message>
        <source>{label} refuses it: {reason}</source>
        <translation>“{label}”拒收：{reason}</translation>
    </message>
    <message>
        <source>{label} takes nothing now: {reason}</source>
        <translation>“{label}”暂不接收：{reason}</translation>
    </message>
    <message>
        <source>{role} (everybody)</source>
        <translation>全体{role}</translation>
    </message>
    <message>
        <source>✓ {label}: sent. Look whether it is there.</source>
        <translation>✓ {label}：已发送，请确认是否收到。</translation>
    </message>
</context>
<context>
    <name>ChoicePage</name>
    <message>
        <source>&amp;Columns:</source>
        <translation>字段映射(&amp;M)：</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>文件(&amp;F)：</translation>
    </message>
    <message>
        <source>Choose a file: “Preview” shows here what would be imported, and writes nothing.</source>
        <translation>请选择文件：“预览”会在此列出将导入的内容，不写入任何数据。</translation>
    </message>
    <message>
        <source>Complaint, or why not</source>
        <translation>投诉内容，或拒绝原因</translation>
    </message>
    <message>
        <source>In “{heading}” day and month are exchanged and were put right: in the order of “{numbers}” the days wander over {days_exchanged} days then, and over {days_as_written} as written.</source>
        <translation>“{heading}”的日与月颠倒，已更正：按“{numbers}”的顺序，更正后日期共移动 {days_exchanged} 天，按原样则为 {days_as_written} 天。</translation>
    </message>
    <message>
        <source>In “{heading}” day and month are taken as written: in the order of “{numbers}” the days wander over {days_as_written} days so, and over {days_exchanged} exchanged.</source>
        <translation>“{heading}”的日与月按原样采用：按“{numbers}”的顺序，日期共移动 {days_as_written} 天，若对调则为 {days_exchanged} 天。</translation>
    </message>
    <message>
        <source>Last &amp;day in it:</source>
        <translation>数据截止日(&amp;D)：</translation>
    </message>
    <message>
        <source>Last day in the file</source>
        <translation>数据截止日</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>Number in the file</source>
        <translation>文件中的编号</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>What lies after this day is taken for a mistake and rejected.</source>
        <translation>晚于该日的数据视为错误，将被拒绝。</translation>
    </message>
    <message>
        <source>What would be imported</source>
        <translation>将导入的内容</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>{rows} rows read: {tickets} complaints to import, {rejected} rows rejected.</source>
        <translation>共读取 {rows} 行：可导入投诉 {tickets} 件，拒绝 {rejected} 行。</translation>
    </message>
</context>
<context>
    <name>ClockCard</name>
    <message>
        <source>Due {at} · {amount}</source>
        <translation>到期 {at} · {amount}</translation>
    </message>
    <message>
        <source>Ended {at}</source>
        <translation>结束于 {at}</translation>
    </message>
    <message>
        <source>Imported and not armed: nobody is reminded.</source>
        <translation>导入后未启用时效：不提醒任何人。</translation>
    </message>
    <message>
        <source>It runs on by itself on {at}. Until then nobody is reminded.</source>
        <translation>将于 {at} 自动恢复计时，此前不提醒任何人。</translation>
    </message>
    <message>
        <source>Next: {step}</source>
        <translation>下一步：{step}</translation>
    </message>
    <message>
        <source>No step is left: nobody is reminded.</source>
        <translation>没有后续步骤：不再提醒。</translation>
    </message>
    <message>
        <source>Set aside, because it failed: nobody is reminded.</source>
        <translation>因故障被搁置：不提醒任何人。</translation>
    </message>
    <message>
        <source>While it is paused nobody is reminded.</source>
        <translation>暂停期间不提醒任何人。</translation>
    </message>
    <message>
        <source>Why this deadline</source>
        <translation>时限说明</translation>
    </message>
</context>
<context>
    <name>Clocks</name>
    <message>
        <source>No clock runs here: the policy promises nothing, or an import could not say.</source>
        <translation>没有计时：策略未规定时限，或导入文件无法判断。</translation>
    </message>
</context>
<context>
    <name>CloseCase</name>
    <message>
        <source>Choose below</source>
        <translation>在下方选择</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往处理</translation>
    </message>
    <message>
        <source>Reading what is open …</source>
        <translation>正在检查未完成事项……</translation>
    </message>
    <message>
        <source>Root &amp;cause</source>
        <translation>根本原因(&amp;C)</translation>
    </message>
    <message>
        <source>Still open:</source>
        <translation>尚未完成：</translation>
    </message>
    <message>
        <source>The loop is closed: nothing is open any more.</source>
        <translation>已闭环：没有未完成事项。</translation>
    </message>
    <message>
        <source>What was &amp;learned (optional)</source>
        <translation>经验教训（选填）(&amp;L)</translation>
    </message>
</context>
<context>
    <name>CompensationPart</name>
    <message>
        <source>&amp;Offer …</source>
        <translation>提出补偿(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Paid</source>
        <translation>已支付(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Take back …</source>
        <translation>撤回(&amp;T)…</translation>
    </message>
    <message>
        <source>Give the customer something, within your authority or by a decision from above</source>
        <translation>给予客户补偿：权限内直接批准，超出则报上级审批</translation>
    </message>
    <message>
        <source>Nothing was offered to this customer yet. “Offer” says at once whether a sum is within your authority.</source>
        <translation>本单尚未提出补偿。点击“提出补偿”即可看到金额是否在您的权限内。</translation>
    </message>
    <message>
        <source>The customer has what was granted</source>
        <translation>客户已收到批准的补偿</translation>
    </message>
</context>
<context>
    <name>Complaint</name>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Emotion</source>
        <translation>情绪</translation>
    </message>
    <message>
        <source>First answered</source>
        <translation>首次响应</translation>
    </message>
    <message>
        <source>First handler</source>
        <translation>首问责任人</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>含工单</translation>
    </message>
    <message>
        <source>Incident</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Merged into</source>
        <translation>并入</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Number there</source>
        <translation>原编号</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Other complaints: {count}</source>
        <translation>其他投诉：{count}</translation>
    </message>
    <message>
        <source>People affected</source>
        <translation>受影响人数</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>登记时间</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>办结时间</translation>
    </message>
    <message>
        <source>Root cause</source>
        <translation>根本原因</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源渠道</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Wants</source>
        <translation>诉求</translation>
    </message>
    <message>
        <source>Where it came from</source>
        <translation>数据来源</translation>
    </message>
</context>
<context>
    <name>ComplaintFields</name>
    <message>
        <source>&amp;Affected</source>
        <translation>影响人数(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Customer</source>
        <translation>客户(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Demand</source>
        <translation>诉求(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Order</source>
        <translation>订单(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Product</source>
        <translation>产品(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>队列(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <source>A date and time in any form, “yesterday 9:30”, “20 min ago”; empty: now</source>
        <translation>日期时间格式不限，也可写“昨天 9:30”“20分钟前”；留空为现在</translation>
    </message>
    <message>
        <source>Came b&amp;y</source>
        <translation>来源(&amp;Y)</translation>
    </message>
    <message>
        <source>Cate&amp;gory</source>
        <translation>类别(&amp;G)</translation>
    </message>
    <message>
        <source>E&amp;motion</source>
        <translation>情绪(&amp;M)</translation>
    </message>
    <message>
        <source>How many people the same thing has happened to, as far as is known</source>
        <translation>已知遇到同样问题的人数</translation>
    </message>
    <message>
        <source>I &amp;look after it</source>
        <translation>由我跟进(&amp;L)</translation>
    </message>
    <message>
        <source>In one line</source>
        <translation>一句话概括</translation>
    </message>
    <message>
        <source>R&amp;eceived</source>
        <translation>受理时间(&amp;E)</translation>
    </message>
    <message>
        <source>Type a part of it</source>
        <translation>输入部分名称</translation>
    </message>
    <message>
        <source>What &amp;happened</source>
        <translation>经过(&amp;H)</translation>
    </message>
    <message>
        <source>What the customer wants</source>
        <translation>客户希望如何解决</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>none on record</source>
        <translation>暂无订单</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>暂不指定</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
</context>
<context>
    <name>Confirm</name>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Raise</source>
        <translation>提升(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Wait</source>
        <translation>等待(&amp;W)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Complaints that will go on: {count}</source>
        <translation>将继续处理的工单：{count}</translation>
    </message>
    <message>
        <source>Complaints that will wait for the customer: {count}</source>
        <translation>将等待客户答复的工单：{count}</translation>
    </message>
    <message>
        <source>Complaints that will wait: {count}</source>
        <translation>将等待的投诉：{count} 件</translation>
    </message>
    <message>
        <source>Complaints whose priority will rise: {count}</source>
        <translation>将提升优先级的工单：{count}</translation>
    </message>
    <message>
        <source>Deadlines that are paused</source>
        <translation>暂停计时的时效</translation>
    </message>
    <message>
        <source>Deadlines that run on</source>
        <translation>继续计时的时效</translation>
    </message>
    <message>
        <source>First responses that are owed all the same</source>
        <translation>仍须按时首次响应</translation>
    </message>
    <message>
        <source>Left out: not waiting</source>
        <translation>跳过：未在等待</translation>
    </message>
    <message>
        <source>Left out: urgent already, or closed</source>
        <translation>跳过：已是紧急，或已关闭</translation>
    </message>
    <message>
        <source>Left out: waiting already, or closed</source>
        <translation>跳过：已在等待，或已关闭</translation>
    </message>
    <message>
        <source>There is nothing to do.</source>
        <translation>没有可处理的工单。</translation>
    </message>
    <message>
        <source>Waits for</source>
        <translation>等待原因</translation>
    </message>
    <message>
        <source>▲ Late again at once</source>
        <translation>▲ 继续后即为超时</translation>
    </message>
    <message>
        <source>▲ Late already</source>
        <translation>▲ 已超时</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>CorrectRecord</name>
    <message>
        <source>Correct</source>
        <translation>更正</translation>
    </message>
</context>
<context>
    <name>Correspondence</name>
    <message>
        <source>&amp;Write to the customer …</source>
        <translation>联系客户(&amp;W)…</translation>
    </message>
    <message>
        <source>Record a &amp;call …</source>
        <translation>记录通话(&amp;C)…</translation>
    </message>
    <message>
        <source>The mail is not sent again</source>
        <translation>邮件不再发送</translation>
    </message>
    <message>
        <source>The mail leaves again</source>
        <translation>邮件将重新发送</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>at most {most} a day</source>
        <translation>单日最多 {most} 件</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>{count} in the last {lately} days, {before} in the weeks before</source>
        <translation>最近 {lately} 天 {count} 件，之前几周 {before} 件</translation>
    </message>
    <message>
        <source>{days} days ago</source>
        <translation>{days} 天前</translation>
    </message>
</context>
<context>
    <name>Customer</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Social media</source>
        <translation>社交媒体</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>The customer is saved</source>
        <translation>客户信息已保存</translation>
    </message>
    <message>
        <source>The personal data is erased</source>
        <translation>个人信息已删除</translation>
    </message>
    <message>
        <source>The promise is on record</source>
        <translation>承诺已登记</translation>
    </message>
    <message>
        <source>The promise was broken</source>
        <translation>承诺未兑现</translation>
    </message>
    <message>
        <source>The promise was kept</source>
        <translation>承诺已兑现</translation>
    </message>
    <message>
        <source>called alike</source>
        <translation>姓名相近</translation>
    </message>
    <message>
        <source>the same e-mail</source>
        <translation>邮箱相同</translation>
    </message>
    <message>
        <source>the same telephone</source>
        <translation>电话相同</translation>
    </message>
    <message>
        <source>{name}: merged, {count} complaints moved</source>
        <translation>{name}：已合并，转入投诉 {count} 件</translation>
    </message>
</context>
<context>
    <name>CustomerDialog</name>
    <message>
        <source>&amp;Erase …</source>
        <translation>删除个人信息(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Level</source>
        <translation>级别(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Promise …</source>
        <translation>承诺(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Telephone</source>
        <translation>电话(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Call &amp;from</source>
        <translation>最早致电(&amp;F)</translation>
    </message>
    <message>
        <source>Call &amp;until</source>
        <translation>最晚致电(&amp;U)</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>E-&amp;mail</source>
        <translation>邮箱(&amp;M)</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Erase the personal data of this customer for good</source>
        <translation>永久删除该客户的个人信息</translation>
    </message>
    <message>
        <source>High &amp;risk: what they complain of goes the fast lane</source>
        <translation>高风险：其投诉走快速通道(&amp;R)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translation>备注(&amp;B)</translation>
    </message>
    <message>
        <source>What has passed with this customer</source>
        <translation>该客户的往来记录</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>any hour</source>
        <translation>不限</translation>
    </message>
</context>
<context>
    <name>CustomerDocument</name>
    <message>
        <source>Best called</source>
        <translation>方便致电</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>未兑现</translation>
    </message>
    <message>
        <source>Compensation</source>
        <translation>补偿</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>已兑现</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Messages and calls</source>
        <translation>消息与通话</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Other complaints</source>
        <translation>其他投诉</translation>
    </message>
    <message>
        <source>Promises</source>
        <translation>承诺</translation>
    </message>
    <message>
        <source>Satisfaction</source>
        <translation>满意度</translation>
    </message>
    <message>
        <source>What was personal was erased on {when}. Figures and the record of what was done remain.</source>
        <translation>个人信息已于 {when} 删除；统计数字和操作记录仍保留。</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>未兑现</translation>
    </message>
    <message>
        <source>due {when}</source>
        <translation>{when} 前兑现</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>已兑现</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>已标记</translation>
    </message>
    <message>
        <source>unpaid: {sum}</source>
        <translation>未支付 {sum}</translation>
    </message>
    <message>
        <source>{count}, {open} open</source>
        <translation>{count} 件，未结 {open} 件</translation>
    </message>
</context>
<context>
    <name>CustomerField</name>
    <message>
        <source>A&amp;nother one</source>
        <translation>重选(&amp;N)</translation>
    </message>
    <message>
        <source>Customers found</source>
        <translation>找到的客户</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Look for another customer</source>
        <translation>查找其他客户</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>New customer: {typed}</source>
        <translation>新客户：{typed}</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Telephone, name, e-mail or order</source>
        <translation>电话、姓名、邮箱或订单号</translation>
    </message>
    <message>
        <source>high risk</source>
        <translation>高风险</translation>
    </message>
</context>
<context>
    <name>CustomerPart</name>
    <message>
        <source>&amp;Customer …</source>
        <translation>客户(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Promise …</source>
        <translation>承诺(&amp;P)…</translation>
    </message>
    <message>
        <source>No customer is on record for this complaint. Name one by correcting the record (F4).</source>
        <translation>此投诉未登记客户。可用“更正记录”（F4）补充。</translation>
    </message>
    <message>
        <source>Put on record what was promised ({key})</source>
        <translation>登记向客户作出的承诺（{key}）</translation>
    </message>
    <message>
        <source>See all of the customer, and change what is known</source>
        <translation>查看客户全貌并修改资料</translation>
    </message>
</context>
<context>
    <name>Customers</name>
    <message>
        <source>&amp;Broken</source>
        <translation>未兑现(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Kept</source>
        <translation>已兑现(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Merge the two</source>
        <translation>合并两者(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>All that the second one has goes to the first one; it cannot be undone</source>
        <translation>后者的全部内容并入前者，不可撤销</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Customers found</source>
        <translation>找到的客户</translation>
    </message>
    <message>
        <source>Customers on record twice</source>
        <translation>重复建档的客户</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find a customer</source>
        <translation>查找客户</translation>
    </message>
    <message>
        <source>It is being looked for.</source>
        <translation>正在查找。</translation>
    </message>
    <message>
        <source>No promise is open. Promises are made in the case, on the page of its customer.</source>
        <translation>没有未兑现的承诺。承诺在工单的“客户”页登记。</translation>
    </message>
    <message>
        <source>Nobody is found by “{words}”.</source>
        <translation>没有找到与“{words}”相符的客户。</translation>
    </message>
    <message>
        <source>Nobody seems to be on record twice.</source>
        <translation>没有发现重复建档的客户。</translation>
    </message>
    <message>
        <source>On record twice</source>
        <translation>重复客户</translation>
    </message>
    <message>
        <source>Promises owed</source>
        <translation>待兑现承诺</translation>
    </message>
    <message>
        <source>Telephone, name, e-mail or order</source>
        <translation>电话、姓名、邮箱或订单号</translation>
    </message>
    <message>
        <source>Type digits of a telephone, a name, an address or the number of an order.</source>
        <translation>输入电话号码、姓名、邮箱或订单号即可查找。</translation>
    </message>
    <message>
        <source>late</source>
        <translation>已超期</translation>
    </message>
</context>
<context>
    <name>Date</name>
    <message>
        <source>d MMM</source>
        <translation>M/d</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy/M/d</translation>
    </message>
</context>
<context>
    <name>DaysChart</name>
    <message>
        <source>Forecast of the next days</source>
        <translation>未来几天的预测</translation>
    </message>
    <message>
        <source>came: {count}</source>
        <translation>实际 {count}</translation>
    </message>
    <message>
        <source>event: {change}</source>
        <translation>事件 {change}</translation>
    </message>
    <message>
        <source>expected: {mean} ({low} to {high} on four days of five)</source>
        <translation>预测 {mean}（八成日子在 {low} 至 {high} 之间）</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>无记录</translation>
    </message>
</context>
<context>
    <name>Definitions</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Aim</source>
        <translation>目标(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Aim in percent</source>
        <translation>目标（百分比）</translation>
    </message>
    <message>
        <source>Answered &amp;within</source>
        <translation>接通时限(&amp;W)</translation>
    </message>
    <message>
        <source>As it was at first, or set before that was put on record.</source>
        <translation>为初始设置，或在开始留痕之前设定。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Early hang-ups count as served</source>
        <translation>短时放弃视为达标</translation>
    </message>
    <message>
        <source>Early hang-ups left out</source>
        <translation>不计短时放弃</translation>
    </message>
    <message>
        <source>Every screen and every report that shows a service level prints this sentence. Who was in time is counted when contacts come in: a new threshold holds for those from now on.</source>
        <translation>凡显示服务水平的界面和报表都会印出这句话。是否在时限内于来电入库时计数：新时限只对此后的来电生效。</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Example: {offered} offered; {answered} answered, {in_time} of them within {within} s; {lost} hung up, {early} of them within {within} s.</source>
        <translation>示例：呼入 {offered}；接通 {answered}，其中 {within} 秒内 {in_time}；放弃 {lost}，其中 {within} 秒内 {early}。</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>In force: {sentence}</source>
        <translation>现行：{sentence}</translation>
    </message>
    <message>
        <source>Last 28 days</source>
        <translation>近 28 天</translation>
    </message>
    <message>
        <source>Of all offered</source>
        <translation>全部呼入</translation>
    </message>
    <message>
        <source>Of those answered</source>
        <translation>仅计接通</translation>
    </message>
    <message>
        <source>Set by {person} on {at}.</source>
        <translation>由{person}于 {at} 设定。</translation>
    </message>
    <message>
        <source>Set on {at}.</source>
        <translation>于 {at} 设定。</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators define it.</source>
        <translation>由现场督导、经理和管理员定义。</translation>
    </message>
    <message>
        <source>The service level is defined anew</source>
        <translation>服务水平已重新定义</translation>
    </message>
    <message>
        <source>The service level is defined as before</source>
        <translation>服务水平定义已恢复</translation>
    </message>
    <message>
        <source>Threshold in seconds</source>
        <translation>接通时限（秒）</translation>
    </message>
    <message>
        <source>What counts</source>
        <translation>口径</translation>
    </message>
</context>
<context>
    <name>Deliveries</name>
    <message>
        <source>Attempts</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>DingTalk</source>
        <translation>钉钉</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>Feishu</source>
        <translation>飞书</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>最近错误</translation>
    </message>
    <message>
        <source>Other (apprise)</source>
        <translation>其他（apprise）</translation>
    </message>
    <message>
        <source>Own webhook</source>
        <translation>自有接口</translation>
    </message>
    <message>
        <source>Raised</source>
        <translation>升级时间</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>升级步骤</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接收方</translation>
    </message>
    <message>
        <source>WeCom</source>
        <translation>企业微信</translation>
    </message>
    <message>
        <source>again</source>
        <translation>将重试</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>发送失败</translation>
    </message>
    <message>
        <source>leaving</source>
        <translation>发送中</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>已无需发送</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>已了结</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>结果未知</translation>
    </message>
    <message>
        <source>waits to leave</source>
        <translation>待发送</translation>
    </message>
</context>
<context>
    <name>DeliveriesPane</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Complaint, person or error</source>
        <translation>工单、人员或错误</translation>
    </message>
    <message>
        <source>It tells of {count} more</source>
        <translation>另含 {count} 个投诉</translation>
    </message>
    <message>
        <source>Leave the selected messages as they are: they are not sent again</source>
        <translation>所选通知保持现状，不再发送</translation>
    </message>
    <message>
        <source>Messages settled: {count}</source>
        <translation>已了结通知：{count} 条</translation>
    </message>
    <message>
        <source>Messages that leave again: {count}</source>
        <translation>将重新发送的通知：{count} 条</translation>
    </message>
    <message>
        <source>No message has left the house yet. Escalations reach people by e-mail once a mail server is set, and groups once their robot has an address: see “Channels” in the menu.</source>
        <translation>尚未对外发送通知。设置邮件服务器后，升级通知会以邮件送达个人；添加群机器人地址后送达群组：见菜单中的“通知渠道”。</translation>
    </message>
    <message>
        <source>No message matches. Empty the search to see all.</source>
        <translation>没有匹配的通知。清空搜索可查看全部。</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>发送途中</translation>
    </message>
    <message>
        <source>Search for messages by complaint, person or error</source>
        <translation>按工单、人员或错误搜索通知</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Send the selected messages that failed, or whose fate is unknown, once more</source>
        <translation>将所选的失败或结果未知的通知再发送一次</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>了结</translation>
    </message>
    <message>
        <source>Show the complaint</source>
        <translation>查看工单</translation>
    </message>
    <message>
        <source>The messages are being read.</source>
        <translation>正在读取通知。</translation>
    </message>
    <message>
        <source>There is no message of this kind.</source>
        <translation>没有此类通知。</translation>
    </message>
    <message>
        <source>Waiting for a decision</source>
        <translation>待人工处理</translation>
    </message>
    <message>
        <source>{count} waiting for a decision</source>
        <translation>{count} 条待人工处理</translation>
    </message>
</context>
<context>
    <name>DemoFields</name>
    <message>
        <source>S&amp;peed:</source>
        <translation>速度(&amp;P)：</translation>
    </message>
    <message>
        <source>{times} times: an hour in a minute</source>
        <translation>{times} 倍：一分钟演示一小时</translation>
    </message>
    <message>
        <source>{times} times: an hour in six minutes</source>
        <translation>{times} 倍：六分钟演示一小时</translation>
    </message>
    <message>
        <source>{times} times: an hour in twelve seconds</source>
        <translation>{times} 倍：十二秒演示一小时</translation>
    </message>
</context>
<context>
    <name>Departments</name>
    <message>
        <source>&amp;Bring back</source>
        <translation>恢复(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Retire</source>
        <translation>停用(&amp;R)</translation>
    </message>
    <message>
        <source>Answers for</source>
        <translation>职责</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>接口人</translation>
    </message>
    <message>
        <source>Deputy</source>
        <translation>代理人</translation>
    </message>
    <message>
        <source>Deputy works here as</source>
        <translation>代理人（系统内）</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>E-mail of the deputy</source>
        <translation>代理人邮箱</translation>
    </message>
    <message>
        <source>Language of its mails</source>
        <translation>邮件语言</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>No department yet. Fill in the form and save it: then handlers can ask it from a case.</source>
        <translation>还没有部门。填写右侧表单并保存后，即可在工单中请其协办。</translation>
    </message>
    <message>
        <source>Show retired ones, too</source>
        <translation>同时显示已停用</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>The contact is &amp;away: the deputy is asked</source>
        <translation>接口人不在，由代理人答复(&amp;A)</translation>
    </message>
    <message>
        <source>Whoever works here, too, is also asked in the console.</source>
        <translation>若此人也在本系统中，控制台会同时提醒。</translation>
    </message>
    <message>
        <source>Works here as</source>
        <translation>系统内人员</translation>
    </message>
    <message>
        <source>as policies call it, for example logistics</source>
        <translation>策略中使用的代码，例如 logistics</translation>
    </message>
    <message>
        <source>away</source>
        <translation>不在</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{name} ({count} open)</source>
        <translation>{name}（{count} 项未结）</translation>
    </message>
    <message>
        <source>{name} is asked again</source>
        <translation>{name}已恢复</translation>
    </message>
    <message>
        <source>{name} retired</source>
        <translation>{name}已停用</translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation>{name}已保存</translation>
    </message>
    <message>
        <source>{name}: the contact is back</source>
        <translation>{name}：接口人已返回</translation>
    </message>
    <message>
        <source>{name}: the deputy is asked</source>
        <translation>{name}：由代理人答复</translation>
    </message>
</context>
<context>
    <name>DeskRulesEditor</name>
    <message>
        <source>&amp;Leave</source>
        <translation>离开(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Leave it</source>
        <translation>不改(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Put in force</source>
        <translation>生效(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Put in force …</source>
        <translation>生效(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Show the line</source>
        <translation>转到该行(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>留下(&amp;S)</translation>
    </message>
    <message>
        <source>All complaints that are not closed are judged by the new rules at once; those of high risk go the fast lane.</source>
        <translation>所有未结案的投诉立即按新规则评估；高风险的进入快速通道。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>It can be put in force.</source>
        <translation>可以生效。</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Managers and administrators change it.</source>
        <translation>由经理和管理员修改。</translation>
    </message>
    <message>
        <source>The rules of the desk are in force as version {version}; of high risk only now: {risky}</source>
        <translation>处理规则第 {version} 版已生效；新发现高风险：{risky}</translation>
    </message>
    <message>
        <source>This is what is in force.</source>
        <translation>与现行规则一致。</translation>
    </message>
    <message>
        <source>Version {version}, in force since {since}.</source>
        <translation>第 {version} 版，自 {since} 生效。</translation>
    </message>
    <message>
        <source>What you have written is not in force, and is lost when you leave.</source>
        <translation>所写内容尚未生效，离开后将丢失。</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>About Floorwatch</source>
        <translation>关于 Floorwatch</translation>
    </message>
    <message>
        <source>Absence and digest</source>
        <translation>缺勤与汇总</translation>
    </message>
    <message>
        <source>Article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Article from the knowledge base</source>
        <translation>知识文章</translation>
    </message>
    <message>
        <source>Ask a department</source>
        <translation>请部门协办</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>分派</translation>
    </message>
    <message>
        <source>Awaiting my decision</source>
        <translation>待我审批</translation>
    </message>
    <message>
        <source>Calls for attention</source>
        <translation>提醒方式</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通知渠道</translation>
    </message>
    <message>
        <source>Choose a category</source>
        <translation>选择类别</translation>
    </message>
    <message>
        <source>Close the complaint</source>
        <translation>关闭工单</translation>
    </message>
    <message>
        <source>Compensate the customer</source>
        <translation>补偿客户</translation>
    </message>
    <message>
        <source>Correct the record</source>
        <translation>更正记录</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Department task</source>
        <translation>协办任务</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>协办部门</translation>
    </message>
    <message>
        <source>Erase a customer&apos;s personal data</source>
        <translation>删除客户个人信息</translation>
    </message>
    <message>
        <source>Event feed</source>
        <translation>事件接口</translation>
    </message>
    <message>
        <source>FAQ site …</source>
        <translation>常见问题网站…</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>Import complaints …</source>
        <translation>导入投诉…</translation>
    </message>
    <message>
        <source>Import other data …</source>
        <translation>导入其他数据…</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Level the load</source>
        <translation>负荷均衡</translation>
    </message>
    <message>
        <source>Link with another complaint</source>
        <translation>关联其他工单</translation>
    </message>
    <message>
        <source>Make a roster</source>
        <translation>智能排班</translation>
    </message>
    <message>
        <source>Merge into another complaint</source>
        <translation>并入另一投诉</translation>
    </message>
    <message>
        <source>New complaint</source>
        <translation>新建投诉</translation>
    </message>
    <message>
        <source>Notice templates</source>
        <translation>通知模板</translation>
    </message>
    <message>
        <source>Open an incident</source>
        <translation>建立事件</translation>
    </message>
    <message>
        <source>Owner of the incident</source>
        <translation>事件负责人</translation>
    </message>
    <message>
        <source>Priority score</source>
        <translation>优先级评分</translation>
    </message>
    <message>
        <source>Promise to the customer</source>
        <translation>向客户承诺</translation>
    </message>
    <message>
        <source>Record a call</source>
        <translation>记录通话</translation>
    </message>
    <message>
        <source>Refused by a source</source>
        <translation>未能接收的投诉</translation>
    </message>
    <message>
        <source>Remove a file</source>
        <translation>移除文件</translation>
    </message>
    <message>
        <source>Reopen the incident</source>
        <translation>重新打开事件</translation>
    </message>
    <message>
        <source>Reports …</source>
        <translation>报表…</translation>
    </message>
    <message>
        <source>Required staff …</source>
        <translation>所需人数…</translation>
    </message>
    <message>
        <source>Root causes</source>
        <translation>根本原因</translation>
    </message>
    <message>
        <source>Rules of the desk</source>
        <translation>处理规则</translation>
    </message>
    <message>
        <source>Rules …</source>
        <translation>时效规则…</translation>
    </message>
    <message>
        <source>Save view</source>
        <translation>保存视图</translation>
    </message>
    <message>
        <source>Scripts …</source>
        <translation>话术…</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>搜索或命令</translation>
    </message>
    <message>
        <source>Service level …</source>
        <translation>服务水平…</translation>
    </message>
    <message>
        <source>Several complaints at once</source>
        <translation>批量处理</translation>
    </message>
    <message>
        <source>Shift patterns</source>
        <translation>班次模板</translation>
    </message>
    <message>
        <source>Shifts of the coming hours</source>
        <translation>接下来几小时的班次</translation>
    </message>
    <message>
        <source>Solve the incident</source>
        <translation>统一解决事件</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Split the complaint</source>
        <translation>拆分工单</translation>
    </message>
    <message>
        <source>Surge alarm …</source>
        <translation>突发告警…</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Take the offer back</source>
        <translation>撤回补偿</translation>
    </message>
    <message>
        <source>Tell what happened</source>
        <translation>记录处理</translation>
    </message>
    <message>
        <source>Tier rules</source>
        <translation>级别规则</translation>
    </message>
    <message>
        <source>Time per stage …</source>
        <translation>各环节用时…</translation>
    </message>
    <message>
        <source>Versions of the article</source>
        <translation>文章版本</translation>
    </message>
    <message>
        <source>Who sits here?</source>
        <translation>当前操作人</translation>
    </message>
    <message>
        <source>Wishes</source>
        <translation>排班意愿</translation>
    </message>
    <message>
        <source>Write to the customer</source>
        <translation>联系客户</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>浮动</translation>
    </message>
    <message>
        <source>Navigation</source>
        <translation>导航</translation>
    </message>
    <message>
        <source>Panes</source>
        <translation>窗格</translation>
    </message>
</context>
<context>
    <name>DomainError</name>
    <message>
        <source>A calendar has no field {field}; it has {known}.</source>
        <translation>日历没有字段 {field}；可用字段：{known}。</translation>
    </message>
    <message>
        <source>A category has a name of at most {longest} characters, without “/” by itself.</source>
        <translation>类别名称不超过 {longest} 个字符，且不含单独的“/”。</translation>
    </message>
    <message>
        <source>A compensation lies between 0.01 and {most}.</source>
        <translation>补偿金额应在 0.01 至 {most} 之间。</translation>
    </message>
    <message>
        <source>A complaint cannot have been received in the future ({at}).</source>
        <translation>投诉的受理时间不能在将来（{at}）。</translation>
    </message>
    <message>
        <source>A complaint that was split from another one stays linked with it.</source>
        <translation>拆分关系不能取消。</translation>
    </message>
    <message>
        <source>A customer cannot be merged into themselves, nor into one that is not there.</source>
        <translation>客户不能并入自己，也不能并入不存在的客户。</translation>
    </message>
    <message>
        <source>A customer needs a name, a telephone number or an e-mail address.</source>
        <translation>客户须有姓名、电话或邮箱。</translation>
    </message>
    <message>
        <source>A customer needs a name.</source>
        <translation>客户必须有姓名。</translation>
    </message>
    <message>
        <source>A department has a contact who can be reached: an e-mail address, or a seat here.</source>
        <translation>部门须有可联系的接口人：邮箱或坐席。</translation>
    </message>
    <message>
        <source>A department has a name, and a code by which policies call it.</source>
        <translation>部门须有名称和供策略使用的代码。</translation>
    </message>
    <message>
        <source>A digest comes every 1 to {longest} minutes, not {count}.</source>
        <translation>汇总通知的间隔为 1 至 {longest} 分钟，不能是 {count}。</translation>
    </message>
    <message>
        <source>A key stands twice.</source>
        <translation>有重复的标识。</translation>
    </message>
    <message>
        <source>A level is missing.</source>
        <translation>缺少某一级名称。</translation>
    </message>
    <message>
        <source>A listing lacks the time of a change: this version of the system is not known.</source>
        <translation>列表缺少变更时间：不支持该系统的这个版本。</translation>
    </message>
    <message>
        <source>A mail needs a subject.</source>
        <translation>邮件须有主题。</translation>
    </message>
    <message>
        <source>A message has 1 to {longest} characters; this one has {count}.</source>
        <translation>消息须为 1 至 {longest} 个字符，现有 {count} 个。</translation>
    </message>
    <message>
        <source>A name has 1 to {longest} characters.</source>
        <translation>名称为 1 至 {longest} 个字符。</translation>
    </message>
    <message>
        <source>A note has 1 to {longest} characters; this one has {count}.</source>
        <translation>备注需为 1 至 {longest} 个字，当前 {count} 个字。</translation>
    </message>
    <message>
        <source>A notice needs a subject, and a text of at most {longest} characters.</source>
        <translation>通知须有主题和正文（最多 {longest} 个字符）。</translation>
    </message>
    <message>
        <source>A person carries 0 to {most} complaints, not {capacity}.</source>
        <translation>每人容量为 0 至 {most} 件，不能是 {capacity} 件。</translation>
    </message>
    <message>
        <source>A plan has {most} people of a tier at most.</source>
        <translation>预案每级最多 {most} 人。</translation>
    </message>
    <message>
        <source>A priority score lies between 0 and 100.</source>
        <translation>优先级评分为 0 到 100。</translation>
    </message>
    <message>
        <source>A promise has 1 to {longest} characters; this one has {count}.</source>
        <translation>承诺为 1 至 {longest} 个字，当前为 {count} 个字。</translation>
    </message>
    <message>
        <source>A promise is due in the future.</source>
        <translation>承诺的兑现时间必须在将来。</translation>
    </message>
    <message>
        <source>A promise to this customer is open.</source>
        <translation>对该客户尚有未兑现的承诺。</translation>
    </message>
    <message>
        <source>A reason has 1 to {longest} characters; this one has {count}.</source>
        <translation>理由需为 1 至 {longest} 个字，当前 {count} 个字。</translation>
    </message>
    <message>
        <source>A reason has at most {longest} characters.</source>
        <translation>原因最多 {longest} 个字。</translation>
    </message>
    <message>
        <source>A reason of at most {longest} characters says why.</source>
        <translation>请说明原因，最多 {longest} 个字符。</translation>
    </message>
    <message>
        <source>A report covers days from {first} to {last}.</source>
        <translation>报表可覆盖 {first} 至 {last} 之间的日期。</translation>
    </message>
    <message>
        <source>A report is an Excel file: {name} does not end in .xlsx.</source>
        <translation>报表是 Excel 文件：{name} 不以 .xlsx 结尾。</translation>
    </message>
    <message>
        <source>A roster needs people and shift patterns.</source>
        <translation>排班需要人员和班次模板。</translation>
    </message>
    <message>
        <source>A score is from 1 (very bad) to 5 (very good).</source>
        <translation>评分为 1（很不满意）至 5（很满意）。</translation>
    </message>
    <message>
        <source>A script needs a code of at most {code} characters, a name of at most {name}, and a text.</source>
        <translation>话术须有编码（不超过 {code} 个字符）、名称（不超过 {name} 个字符）和正文。</translation>
    </message>
    <message>
        <source>A secret is one line of at most {most} characters.</source>
        <translation>密钥为一行文字，最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>A service level can be aimed at from 1 to 99 percent.</source>
        <translation>服务水平目标须在 1% 至 99% 之间。</translation>
    </message>
    <message>
        <source>A sheet of “{name}” spans more than {cells} cells; delete what lies beyond the table.</source>
        <translation>“{name}”的一个工作表超过 {cells} 个单元格；请删除表格以外的内容。</translation>
    </message>
    <message>
        <source>A shift ends after it begins.</source>
        <translation>下班时间须晚于上班时间。</translation>
    </message>
    <message>
        <source>A shift has at most {hours} hours.</source>
        <translation>一个班次最长 {hours} 小时。</translation>
    </message>
    <message>
        <source>A shift of this day was written by hand, or has begun.</source>
        <translation>这一天有手工写入或已开始的班次。</translation>
    </message>
    <message>
        <source>A tag is a word of at most {longest} characters, without commas.</source>
        <translation>标签为不超过 {longest} 个字符的词，不含逗号。</translation>
    </message>
    <message>
        <source>A template needs a code of at most {code} characters and a name of at most {name}.</source>
        <translation>模板须有代码（最多 {code} 个字符）和名称（最多 {name} 个字符）。</translation>
    </message>
    <message>
        <source>A text has at most {longest} characters.</source>
        <translation>文本最多 {longest} 个字符。</translation>
    </message>
    <message>
        <source>A text has at most {longest} characters; this one has {count}.</source>
        <translation>文字最多 {longest} 个字，当前为 {count} 个字。</translation>
    </message>
    <message>
        <source>A wish is of one day, or of one weekday.</source>
        <translation>意愿针对某一天或每周某天。</translation>
    </message>
    <message>
        <source>Administrators import people, managers where there are none; say who sits here.</source>
        <translation>人员由管理员导入，没有管理员时由经理导入；请先说明操作者是谁。</translation>
    </message>
    <message>
        <source>An address belongs to a person, or to a role.</source>
        <translation>地址须属于某人或某个角色。</translation>
    </message>
    <message>
        <source>An article has a product of at most {longest} characters.</source>
        <translation>文章的产品名称不超过 {longest} 个字符。</translation>
    </message>
    <message>
        <source>An article needs a title of at most {longest} characters.</source>
        <translation>文章须有标题，且不超过 {longest} 个字符。</translation>
    </message>
    <message>
        <source>An event ends on the day it begins, or later.</source>
        <translation>事件的止日不能早于起日。</translation>
    </message>
    <message>
        <source>An event multiplies by {least} to {most}.</source>
        <translation>事件的倍数须在 {least} 到 {most} 之间。</translation>
    </message>
    <message>
        <source>An event that comes back like this lasts {days} days at most.</source>
        <translation>这样重复的事件最长 {days} 天。</translation>
    </message>
    <message>
        <source>An incident needs a complaint that belongs to it.</source>
        <translation>事件至少需要一件投诉。</translation>
    </message>
    <message>
        <source>At least one weight of tier {tier} has to be above 0.</source>
        <translation>第 {tier} 级至少要有一项权重大于 0。</translation>
    </message>
    <message>
        <source>At most {most} complaints at once; these are {count}.</source>
        <translation>一次最多处理 {most} 个工单，当前选中 {count} 个。</translation>
    </message>
    <message>
        <source>Between 1 and {most} people are affected.</source>
        <translation>影响人数须在 1 到 {most} 之间。</translation>
    </message>
    <message>
        <source>Breaks and trainings follow one another within the shift.</source>
        <translation>休息和培训须依次落在班次之内。</translation>
    </message>
    <message>
        <source>Choose at most one false alarm a day, and at least one a year.</source>
        <translation>误报次数应为每天至多一次、每年至少一次。</translation>
    </message>
    <message>
        <source>Choose the shifts of two people to swap, with Ctrl and the mouse.</source>
        <translation>请按住 Ctrl 用鼠标选择两人的班次再换班。</translation>
    </message>
    <message>
        <source>Choose whose wish it is.</source>
        <translation>请选择人员。</translation>
    </message>
    <message>
        <source>Clock {id} was not set aside.</source>
        <translation>时钟 {id} 没有被搁置。</translation>
    </message>
    <message>
        <source>Column {number} of “{name}” has no heading.</source>
        <translation>“{name}”的第 {number} 列没有列名。</translation>
    </message>
    <message>
        <source>Departments and templates are changed by team leads and above.</source>
        <translation>部门和模板由班长及以上人员修改。</translation>
    </message>
    <message>
        <source>Floorwatch keeps its data in SQLite or PostgreSQL, not in {backend}.</source>
        <translation>督导台的数据存放在 SQLite 或 PostgreSQL 中，不支持 {backend}。</translation>
    </message>
    <message>
        <source>Import run {run} was armed by {person} already.</source>
        <translation>导入批次 {run} 已由 {person} 启用提醒。</translation>
    </message>
    <message>
        <source>It begins on another day than it says.</source>
        <translation>开始时间与所写日期不是同一天。</translation>
    </message>
    <message>
        <source>It cannot be read: {reason}</source>
        <translation>无法读取：{reason}</translation>
    </message>
    <message>
        <source>It cannot be recorded: {reason}</source>
        <translation>无法登记：{reason}</translation>
    </message>
    <message>
        <source>It does not say in which time zone its login is.</source>
        <translation>对方未说明登录账号的时区。</translation>
    </message>
    <message>
        <source>It does not say “{name}”, as it should.</source>
        <translation>缺少应有的“{name}”。</translation>
    </message>
    <message>
        <source>It ends before it begins.</source>
        <translation>结束早于开始。</translation>
    </message>
    <message>
        <source>It finds no tickets by their time: set up Elasticsearch for Zammad&apos;s search first.</source>
        <translation>无法按时间搜索工单：请先为 Zammad 配置 Elasticsearch。</translation>
    </message>
    <message>
        <source>It is larger than {most} MB.</source>
        <translation>超过 {most} MB。</translation>
    </message>
    <message>
        <source>It is not said whose this order is: no known customer has that key.</source>
        <translation>未说明订单属于谁：没有客户使用该编号。</translation>
    </message>
    <message>
        <source>It is not written as it should be ({reason}).</source>
        <translation>格式与约定不符（{reason}）。</translation>
    </message>
    <message>
        <source>It lies in the future.</source>
        <translation>在未来。</translation>
    </message>
    <message>
        <source>It overlaps with another shift of this agent.</source>
        <translation>与该坐席的另一班次重叠。</translation>
    </message>
    <message>
        <source>It overlaps with what is on record of this agent.</source>
        <translation>与该坐席已有记录重叠。</translation>
    </message>
    <message>
        <source>It says neither a pattern nor a beginning.</source>
        <translation>既没有班次模板，也没有开始时间。</translation>
    </message>
    <message>
        <source>Its name in its system is missing, or longer than {longest}.</source>
        <translation>来源系统中的编号缺失，或超过 {longest} 个字符。</translation>
    </message>
    <message>
        <source>Keywords have at most {longest} characters, and an article {body}.</source>
        <translation>关键词不超过 {longest} 个字符，正文不超过 {body} 个字符。</translation>
    </message>
    <message>
        <source>Line {line} of “{name}” is not CSV: {reason}.</source>
        <translation>“{name}”第 {line} 行不是 CSV：{reason}。</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Message {id} neither failed nor is its fate unknown.</source>
        <translation>通知 {id} 既未失败，也非结果不明。</translation>
    </message>
    <message>
        <source>More than {count} tickets were changed in one second: they cannot be listed one by one.</source>
        <translation>同一秒内有超过 {count} 个工单变更，无法逐一列出。</translation>
    </message>
    <message>
        <source>More than {most} names cannot be said one by one.</source>
        <translation>逐个说明的名称不能超过 {most} 个。</translation>
    </message>
    <message>
        <source>No article is public yet: publish one that is for everybody first.</source>
        <translation>尚无对外公开的文章，请先发布一篇公开文章。</translation>
    </message>
    <message>
        <source>No backup could be written to {folder}: {reason}.</source>
        <translation>无法把备份写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>No complaint has this number.</source>
        <translation>没有该编号的投诉。</translation>
    </message>
    <message>
        <source>No complaint is put under a category that is retired or gone.</source>
        <translation>不能归入已停用或已不存在的类别。</translation>
    </message>
    <message>
        <source>No mapping is chosen that says what the columns of a table are.</source>
        <translation>尚未选择表格的列映射。</translation>
    </message>
    <message>
        <source>No policy or calendar named {code} is in force here.</source>
        <translation>这里没有生效的时效策略或日历 {code}。</translation>
    </message>
    <message>
        <source>No program of this machine opens {name}.</source>
        <translation>本机没有可打开 {name} 的程序。</translation>
    </message>
    <message>
        <source>Nobody called {name} works here.</source>
        <translation>这里没有名叫 {name} 的人员。</translation>
    </message>
    <message>
        <source>Nobody decides what they asked for themselves.</source>
        <translation>不能审批本人提出的申请。</translation>
    </message>
    <message>
        <source>Nobody who works here is called so.</source>
        <translation>在职人员中没有此人。</translation>
    </message>
    <message>
        <source>None of the first {rows} rows of “{name}” fits the mapping “{mapping}”; line {line}: {reason}</source>
        <translation>“{name}”前 {rows} 行都不符合映射“{mapping}”；第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>None of these complaints can belong to it: {why}</source>
        <translation>这些投诉都不能归入：{why}</translation>
    </message>
    <message>
        <source>Not undone, because somebody has changed them since: {numbers}.</source>
        <translation>未撤销：以下工单已被他人更改：{numbers}。</translation>
    </message>
    <message>
        <source>Not undone, because the shift of {name} has been changed since.</source>
        <translation>未撤销：{name} 的班次之后已被修改。</translation>
    </message>
    <message>
        <source>Not undone, because the state of {name} has changed since.</source>
        <translation>未撤销：{name} 的状态此后已有变动。</translation>
    </message>
    <message>
        <source>Nothing is closed from {since} until {until}.</source>
        <translation>从 {since} 到 {until} 没有可停的时间。</translation>
    </message>
    <message>
        <source>Nothing is known of the need of these days: import contacts, or say it evenly.</source>
        <translation>这些天的需求未知：请导入话务数据，或选择“每天相同”。</translation>
    </message>
    <message>
        <source>Nothing to assign (already with {owner}, or closed): {numbers}.</source>
        <translation>无需分派（已由 {owner} 处理，或已关闭）：{numbers}。</translation>
    </message>
    <message>
        <source>Nothing to go on with (not waiting): {numbers}.</source>
        <translation>无法继续（未在等待）：{numbers}。</translation>
    </message>
    <message>
        <source>Nothing to pause (already waiting, or closed): {numbers}.</source>
        <translation>无法暂停（已在等待，或已关闭）：{numbers}。</translation>
    </message>
    <message>
        <source>Nothing to raise (already urgent, or closed): {numbers}.</source>
        <translation>无法提升优先级（已是紧急，或已关闭）：{numbers}。</translation>
    </message>
    <message>
        <source>Nothing was moved: all of these complaints have changed since.</source>
        <translation>未转移：这些工单均已有变动。</translation>
    </message>
    <message>
        <source>One of the two was merged or erased meanwhile: look at them again.</source>
        <translation>其中一位客户已被合并或删除，请重新查看。</translation>
    </message>
    <message>
        <source>Only managers and administrators change rules.</source>
        <translation>只有经理和管理员可以更改规则。</translation>
    </message>
    <message>
        <source>Only people who work here write articles.</source>
        <translation>仅在岗人员可以撰写文章。</translation>
    </message>
    <message>
        <source>Only supervisors, managers and administrators define the service level.</source>
        <translation>只有现场督导、经理和管理员可以定义服务水平。</translation>
    </message>
    <message>
        <source>Only supervisors, managers and administrators say what names of the event feed mean.</source>
        <translation>只有现场督导、经理和管理员可以说明事件接口中名称的含义。</translation>
    </message>
    <message>
        <source>Only tables (.csv, .xlsx) and mails (.eml) are read here.</source>
        <translation>此处只读取表格（.csv、.xlsx）和邮件（.eml）。</translation>
    </message>
    <message>
        <source>Only the service escalates on a shared database: log in as a member of the role {role}.</source>
        <translation>共享数据库上只由服务执行升级：请以角色 {role} 的成员登录。</translation>
    </message>
    <message>
        <source>Only what is asked for or granted is taken back; this is {state}.</source>
        <translation>只有待审批或已批准的才能撤回；当前：{state}。</translation>
    </message>
    <message>
        <source>Only what is granted is paid; this is {state}.</source>
        <translation>只有已批准的才能支付；当前：{state}。</translation>
    </message>
    <message>
        <source>Only {name}, or a team lead or somebody above them, says so: say first who sits here.</source>
        <translation>只有 {name} 本人或班组长及以上可以应答；请先登记本席身份。</translation>
    </message>
    <message>
        <source>Root causes are changed by team leads and above.</source>
        <translation>根本原因由班组长及以上维护。</translation>
    </message>
    <message>
        <source>Say first who you are: a decision is asked for and taken by somebody.</source>
        <translation>请先选择就座人员：申请和审批都须有具体人员。</translation>
    </message>
    <message>
        <source>Say first who you are: it is done in somebody&apos;s name.</source>
        <translation>请先说明您是谁：操作须有经办人。</translation>
    </message>
    <message>
        <source>Say first who you are: it is offered in somebody&apos;s name.</source>
        <translation>请先选择您的身份：补偿须以某人名义提出。</translation>
    </message>
    <message>
        <source>Say first who you are: somebody has to have seen it.</source>
        <translation>请先选择您是谁：知悉要记录到人。</translation>
    </message>
    <message>
        <source>Say first who you are: somebody has to make the call.</source>
        <translation>请先说明您是谁：回访须有人负责。</translation>
    </message>
    <message>
        <source>Say in 1 to {longest} characters what you have done.</source>
        <translation>请用 1 至 {longest} 个字说明处置内容。</translation>
    </message>
    <message>
        <source>Say in 1 to {longest} characters why.</source>
        <translation>请用 1 到 {longest} 个字说明原因。</translation>
    </message>
    <message>
        <source>Say when to call back, where the customer asked for that, and only then.</source>
        <translation>客户要求回拨时请填写回拨时间，其他情况不填。</translation>
    </message>
    <message>
        <source>Say why, in 1 to {longest} characters.</source>
        <translation>请说明原因（1 至 {longest} 个字）。</translation>
    </message>
    <message>
        <source>Somebody changed the same tickets or names; nothing of “{name}” was imported: import it again.</source>
        <translation>有人同时修改了相同的工单或名称；“{name}”没有导入任何内容，请重新导入。</translation>
    </message>
    <message>
        <source>Somebody else has changed this event meanwhile; look at it again.</source>
        <translation>此事件刚被别人修改过，请重新查看。</translation>
    </message>
    <message>
        <source>Somebody else has changed this shift meanwhile; look at it again.</source>
        <translation>该班次刚被他人修改，请重新查看。</translation>
    </message>
    <message>
        <source>Somebody else has changed {name} meanwhile: look at it again.</source>
        <translation>{name}已被他人修改，请重新查看。</translation>
    </message>
    <message>
        <source>Somebody else has changed {title} meanwhile: read it again.</source>
        <translation>{title} 已被他人修改，请重新读取。</translation>
    </message>
    <message>
        <source>Somebody else has just worked on the same, so nothing was changed: look at it again and repeat it.</source>
        <translation>他人刚刚操作了同一内容，本次未作任何更改，请重新查看后再操作。</translation>
    </message>
    <message>
        <source>Somebody has changed the floor&apos;s settings meanwhile; look at them and save again.</source>
        <translation>其间有人修改了现场设置；请查看后再保存。</translation>
    </message>
    <message>
        <source>Somebody has changed this customer meanwhile: look at them again.</source>
        <translation>该客户已被他人修改，请重新查看。</translation>
    </message>
    <message>
        <source>Somebody who is away comes back later than they leave, and later than now.</source>
        <translation>返岗时间须晚于离岗时间，并晚于现在。</translation>
    </message>
    <message>
        <source>Still open: {numbers}. Close or withdraw it first.</source>
        <translation>尚未办结：{numbers}。请先关闭或撤回。</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators edit the categories.</source>
        <translation>只有督导、经理和管理员可以编辑类别。</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators set up sources.</source>
        <translation>由督导、经理和管理员设置数据源。</translation>
    </message>
    <message>
        <source>Team leads and above publish, retire and change articles; others their own drafts.</source>
        <translation>班长及以上可发布、停用和修改文章，其他人员只能修改自己的草稿。</translation>
    </message>
    <message>
        <source>Team leads and above rename tags for everybody.</source>
        <translation>只有班长及以上可以统一改标签名。</translation>
    </message>
    <message>
        <source>Team leads and those above them call people for help; say first who sits here.</source>
        <translation>班长及以上才能呼叫备班，请先说明当前是谁在使用。</translation>
    </message>
    <message>
        <source>Team leads and those above them choose this; say first who sits here.</source>
        <translation>由班组长及以上人员选择；请先说明在座者是谁。</translation>
    </message>
    <message>
        <source>Team leads and those above them import this; say first who sits here.</source>
        <translation>此类数据由班组长及以上人员导入；请先说明您是谁。</translation>
    </message>
    <message>
        <source>Team leads and those above them write events; say first who sits here.</source>
        <translation>预测事件由班长及以上人员维护；请先选择当前使用者。</translation>
    </message>
    <message>
        <source>Team leads and those above them write the schedule; say first who sits here.</source>
        <translation>班长及以上可以排班；请先选择使用人。</translation>
    </message>
    <message>
        <source>The FAQ site cannot be written to {folder}: {reason}.</source>
        <translation>常见问题网站无法写入 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>The address begins with https://: otherwise anybody could read along.</source>
        <translation>网址须以 https:// 开头，否则内容可能被他人读取。</translation>
    </message>
    <message>
        <source>The address has to begin with https://: on the way anybody could read it.</source>
        <translation>地址必须以 https:// 开头，否则途中可被他人读取。</translation>
    </message>
    <message>
        <source>The answer of {host} is no JSON, or was cut off.</source>
        <translation>{host} 的应答不是 JSON，或不完整。</translation>
    </message>
    <message>
        <source>The answer would lie outside the years {first} to {last}.</source>
        <translation>结果会超出 {first} 年至 {last} 年。</translation>
    </message>
    <message>
        <source>The braces of the text do not match: a brace itself is written twice.</source>
        <translation>文本中的花括号不配对：花括号本身须写两次。</translation>
    </message>
    <message>
        <source>The breaks of {name} follow one another within it.</source>
        <translation>{name} 的休息须依次落在班次之内。</translation>
    </message>
    <message>
        <source>The calendar has no opening time at all; give at least one weekday a window.</source>
        <translation>日历没有任何营业时间；请至少为一个工作日设置时段。</translation>
    </message>
    <message>
        <source>The category was retired meanwhile: choose another one.</source>
        <translation>该类别已停用，请另选。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not valid: {reason}</source>
        <translation>{host} 的证书无效：{reason}</translation>
    </message>
    <message>
        <source>The console did not come to rest within {seconds} seconds.</source>
        <translation>控制台在 {seconds} 秒内没有停下来。</translation>
    </message>
    <message>
        <source>The database file {file} is damaged ({answer}): put a backup in its place.</source>
        <translation>数据库文件 {file} 已损坏（{answer}）：请用备份替换它。</translation>
    </message>
    <message>
        <source>The database {database} cannot be used now: {reason}.</source>
        <translation>数据库 {database} 现在无法使用：{reason}。</translation>
    </message>
    <message>
        <source>The date format “{text}” has nothing between day and hour.</source>
        <translation>日期格式“{text}”在日与时之间没有分隔。</translation>
    </message>
    <message>
        <source>The date format “{text}” needs %I together with %p.</source>
        <translation>日期格式“{text}”须同时使用 %I 和 %p。</translation>
    </message>
    <message>
        <source>The date format “{text}” needs one year, one month and one day.</source>
        <translation>日期格式“{text}”须有年、月、日各一个。</translation>
    </message>
    <message>
        <source>The demo floor cannot be played: {reason}.</source>
        <translation>演示现场无法运行：{reason}。</translation>
    </message>
    <message>
        <source>The disk failed while {name} was written.</source>
        <translation>写入 {name} 时磁盘出错。</translation>
    </message>
    <message>
        <source>The disk is full; {name} was not written.</source>
        <translation>磁盘已满，未能写入 {name}。</translation>
    </message>
    <message>
        <source>The embedded database needs a file, so that nothing is lost.</source>
        <translation>嵌入式数据库需要一个文件，以免数据丢失。</translation>
    </message>
    <message>
        <source>The event feed cannot listen on {host}:{port}: {reason}.</source>
        <translation>事件接口无法监听 {host}:{port}：{reason}。</translation>
    </message>
    <message>
        <source>The event feed has a port and no token of 16 characters or more: set feed.token.</source>
        <translation>事件接口设了端口，但没有至少 16 个字符的令牌：请设置 feed.token。</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>导出已取消。</translation>
    </message>
    <message>
        <source>The field {field} is longer than {longest} characters.</source>
        <translation>字段 {field} 超过 {longest} 个字符。</translation>
    </message>
    <message>
        <source>The file is not there any longer.</source>
        <translation>该文件已不存在。</translation>
    </message>
    <message>
        <source>The floors are in different zones ({zones}); name the one to use.</source>
        <translation>各现场的时区不同（{zones}）；请指明使用哪一个。</translation>
    </message>
    <message>
        <source>The folder {folder} can only be read.</source>
        <translation>文件夹 {folder} 为只读。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used: {reason}</source>
        <translation>无法使用文件夹 {folder}：{reason}</translation>
    </message>
    <message>
        <source>The folder {folder} does not exist.</source>
        <translation>文件夹 {folder} 不存在。</translation>
    </message>
    <message>
        <source>The heading “{heading}” stands twice in “{name}”.</source>
        <translation>列名“{heading}”在“{name}”中出现了两次。</translation>
    </message>
    <message>
        <source>The hours to call at lie between 0 and 24.</source>
        <translation>致电时段须在 0 至 24 点之间。</translation>
    </message>
    <message>
        <source>The key file {file} cannot be made: {reason}.</source>
        <translation>无法创建密钥文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The key file {file} cannot be read: {reason}.</source>
        <translation>无法读取密钥文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The key in {where} is not the one that this address was encrypted with: put the right key back, or enter the address anew.</source>
        <translation>{where} 中的密钥不是加密此地址时所用的：请恢复原密钥，或重新填写地址。</translation>
    </message>
    <message>
        <source>The key of the channels&apos; addresses is not here: put it back into {file}, or name it by FLOORWATCH_CHANNEL_KEY. Without it the addresses have to be entered anew.</source>
        <translation>找不到渠道地址的密钥：请放回 {file}，或用 FLOORWATCH_CHANNEL_KEY 指定。没有密钥，地址须重新填写。</translation>
    </message>
    <message>
        <source>The mapping does not say what “{word}” in {heading} means.</source>
        <translation>映射没有说明 {heading} 中的“{word}”是什么意思。</translation>
    </message>
    <message>
        <source>The minutes or the cost of tier {tier} make no sense.</source>
        <translation>第 {tier} 级的分钟数或成本不合理。</translation>
    </message>
    <message>
        <source>The name of a root cause has 1 to {longest} characters, and no “/”.</source>
        <translation>根本原因名称为 1 至 {longest} 个字符，且不含“/”。</translation>
    </message>
    <message>
        <source>The name of a source has at most {longest} characters.</source>
        <translation>数据源名称最多 {longest} 个字符。</translation>
    </message>
    <message>
        <source>The name {name} is too long.</source>
        <translation>名称 {name} 过长。</translation>
    </message>
    <message>
        <source>The names from the root on have {longest} characters at most.</source>
        <translation>完整路径最多 {longest} 个字符。</translation>
    </message>
    <message>
        <source>The next review has to lie after today ({day}).</source>
        <translation>下次复核日期须晚于今天（{day}）。</translation>
    </message>
    <message>
        <source>The order {number} is another customer&apos;s.</source>
        <translation>订单 {number} 属于其他客户。</translation>
    </message>
    <message>
        <source>The password cannot be kept in {file}: {reason}.</source>
        <translation>无法将密码保存到 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The period is empty: {first} does not lie before {end}.</source>
        <translation>时间段为空：{first} 不早于 {end}。</translation>
    </message>
    <message>
        <source>The picture {file} cannot be written.</source>
        <translation>无法写入图片 {file}。</translation>
    </message>
    <message>
        <source>The process that plays the demo floor has ended with code {code}.</source>
        <translation>演示现场的运行进程已退出（代码 {code}）。</translation>
    </message>
    <message>
        <source>The quota of tier {tier} is from 0 to 1,000 people.</source>
        <translation>第 {tier} 级的人数上限为 0 到 1,000 人。</translation>
    </message>
    <message>
        <source>The reading of “{name}” was cancelled; nothing was changed.</source>
        <translation>已取消读取“{name}”；没有任何改动。</translation>
    </message>
    <message>
        <source>The reading of “{name}” was stopped by {signal}: it needs more memory or time than an import may use.</source>
        <translation>读取“{name}”被 {signal} 中止：所需内存或时间超过导入的限制。</translation>
    </message>
    <message>
        <source>The record on line {line} of “{name}” is longer than {count} characters; a quotation mark may be missing.</source>
        <translation>“{name}”第 {line} 行的记录超过 {count} 个字符；可能缺少引号。</translation>
    </message>
    <message>
        <source>The rejected rows cannot be written to {path}: {reason}. Name another place with --rejects.</source>
        <translation>无法把被拒绝的行写入 {path}：{reason}。请用 --rejects 指定其他位置。</translation>
    </message>
    <message>
        <source>The row has {cells} cells, the heading has {headings}.</source>
        <translation>这一行有 {cells} 个单元格，表头有 {headings} 个。</translation>
    </message>
    <message>
        <source>The rules of the desk know no such compensation: {nature}.</source>
        <translation>处理规则中没有该补偿方式：{nature}。</translation>
    </message>
    <message>
        <source>The rules of the desk know no such reason: {reason}.</source>
        <translation>处理规则中没有该原因：{reason}。</translation>
    </message>
    <message>
        <source>The secret is written in one line of plain characters.</source>
        <translation>签名密钥应为一行普通字符。</translation>
    </message>
    <message>
        <source>The setting {where} is one of {choices}, not {value}.</source>
        <translation>设置 {where} 只能是 {choices} 之一，不能是 {value}。</translation>
    </message>
    <message>
        <source>The setting {where} must be a whole number from {least} to {most}, not {value}.</source>
        <translation>设置 {where} 须为 {least} 到 {most} 的整数，而不是 {value}。</translation>
    </message>
    <message>
        <source>The settings file {file} cannot be read: {reason}.</source>
        <translation>无法读取设置文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The settings file {file} cannot be written: {reason}.</source>
        <translation>无法写入设置文件 {file}：{reason}。</translation>
    </message>
    <message>
        <source>The sheet {name} grows too large for Excel; choose a shorter period.</source>
        <translation>工作表 {name} 超出 Excel 的容量；请选择更短的时间段。</translation>
    </message>
    <message>
        <source>The sheet “{sheet}” of “{name}” is lost: open the workbook, and save it anew.</source>
        <translation>“{name}”的工作表“{sheet}”已丢失：请打开工作簿后重新保存。</translation>
    </message>
    <message>
        <source>The sweep is not stopped: there is nothing to confirm.</source>
        <translation>巡检没有停止：无需确认。</translation>
    </message>
    <message>
        <source>The threshold is from 1 second to a day, not {within} seconds.</source>
        <translation>时限须在 1 秒至 1 天之间，不能是 {within} 秒。</translation>
    </message>
    <message>
        <source>The time to answer in tier {tier} is from 1 to 1,440 minutes.</source>
        <translation>第 {tier} 级的应答时限为 1 到 1,440 分钟。</translation>
    </message>
    <message>
        <source>The time {field} ({early} UTC) lies before the complaint was received ({late} UTC).</source>
        <translation>时间 {field}（{early} UTC）早于受理时间（{late} UTC）。</translation>
    </message>
    <message>
        <source>The time {field} lies in the future, on {day}.</source>
        <translation>时间 {field} 在未来：{day}。</translation>
    </message>
    <message>
        <source>The title “{title}” has no word that it could be found by.</source>
        <translation>标题“{title}”中没有可供检索的字词。</translation>
    </message>
    <message>
        <source>The weights of tier {tier} are numbers from 0 up.</source>
        <translation>第 {tier} 级的权重应为不小于 0 的数。</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>任务已取消。</translation>
    </message>
    <message>
        <source>There are gaps left in the text ({gap}): fill them first.</source>
        <translation>正文中还有空白（{gap}），请先填写。</translation>
    </message>
    <message>
        <source>There are more rows than fit on a sheet; choose a shorter period.</source>
        <translation>行数超出一个工作表的容量；请选择更短的时间段。</translation>
    </message>
    <message>
        <source>There is a department {name} already.</source>
        <translation>已有名为{name}的部门。</translation>
    </message>
    <message>
        <source>There is a fault in reading it: {reason}</source>
        <translation>读取时发生故障：{reason}</translation>
    </message>
    <message>
        <source>There is a file {name} already.</source>
        <translation>文件 {name} 已存在。</translation>
    </message>
    <message>
        <source>There is a root cause “{name}” already.</source>
        <translation>已有根本原因“{name}”。</translation>
    </message>
    <message>
        <source>There is a script {code} already, or somebody else has changed it meanwhile.</source>
        <translation>话术 {code} 已存在，或已被他人修改。</translation>
    </message>
    <message>
        <source>There is already a source called {name}.</source>
        <translation>已有名为 {name} 的数据源。</translation>
    </message>
    <message>
        <source>There is already an address called {label} on {channel}.</source>
        <translation>{channel} 已有名为“{label}”的地址。</translation>
    </message>
    <message>
        <source>There is already somebody called {name}.</source>
        <translation>已经有名叫 {name} 的人员。</translation>
    </message>
    <message>
        <source>There is no activation {id}.</source>
        <translation>没有编号为 {id} 的备班。</translation>
    </message>
    <message>
        <source>There is no address {id}.</source>
        <translation>没有编号为 {id} 的地址。</translation>
    </message>
    <message>
        <source>There is no agent.</source>
        <translation>没有坐席。</translation>
    </message>
    <message>
        <source>There is no beginning.</source>
        <translation>没有开始时间。</translation>
    </message>
    <message>
        <source>There is no category “{category}”: choose one from the list.</source>
        <translation>没有类别“{category}”，请从列表中选择。</translation>
    </message>
    <message>
        <source>There is no change of rules {id}.</source>
        <translation>没有编号为 {id} 的规则变更。</translation>
    </message>
    <message>
        <source>There is no channel {name} here.</source>
        <translation>没有名为 {name} 的渠道。</translation>
    </message>
    <message>
        <source>There is no complaint with the identity {id}.</source>
        <translation>没有标识为 {id} 的投诉。</translation>
    </message>
    <message>
        <source>There is no customer with the identity {id}.</source>
        <translation>没有标识为 {id} 的客户。</translation>
    </message>
    <message>
        <source>There is no database file {file}: `main.py db upgrade` makes one.</source>
        <translation>没有数据库文件 {file}：可用 `main.py db upgrade` 创建。</translation>
    </message>
    <message>
        <source>There is no day.</source>
        <translation>没有日期。</translation>
    </message>
    <message>
        <source>There is no end.</source>
        <translation>没有结束时间。</translation>
    </message>
    <message>
        <source>There is no field {field}. The fields are {fields}.</source>
        <translation>没有字段 {field}。可用字段：{fields}。</translation>
    </message>
    <message>
        <source>There is no file “{name}”.</source>
        <translation>没有文件“{name}”。</translation>
    </message>
    <message>
        <source>There is no floor yet whose service level could be defined.</source>
        <translation>尚无现场，无法定义服务水平。</translation>
    </message>
    <message>
        <source>There is no folder {folder} on this machine.</source>
        <translation>本机没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>There is no import run {run}.</source>
        <translation>没有导入批次 {run}。</translation>
    </message>
    <message>
        <source>There is no instant.</source>
        <translation>缺少时间。</translation>
    </message>
    <message>
        <source>There is no mapping “{name}”; there are {known}.</source>
        <translation>没有映射“{name}”；现有：{known}。</translation>
    </message>
    <message>
        <source>There is no name.</source>
        <translation>缺少姓名。</translation>
    </message>
    <message>
        <source>There is no number of the complaint.</source>
        <translation>缺少工单号。</translation>
    </message>
    <message>
        <source>There is no number of the order.</source>
        <translation>缺少订单号。</translation>
    </message>
    <message>
        <source>There is no score.</source>
        <translation>缺少评分。</translation>
    </message>
    <message>
        <source>There is no shift pattern called “{name}”.</source>
        <translation>没有名为“{name}”的班次模板。</translation>
    </message>
    <message>
        <source>There is no shift pattern {code} any more.</source>
        <translation>班次模板 {code} 已不存在。</translation>
    </message>
    <message>
        <source>There is no such call.</source>
        <translation>没有这次呼叫。</translation>
    </message>
    <message>
        <source>There is no such category any more.</source>
        <translation>该类别已不存在。</translation>
    </message>
    <message>
        <source>There is no such compensation.</source>
        <translation>没有该补偿。</translation>
    </message>
    <message>
        <source>There is no such project, or the further condition is no JQL.</source>
        <translation>没有该项目，或附加条件不是有效的 JQL。</translation>
    </message>
    <message>
        <source>There is no such root cause.</source>
        <translation>没有该根本原因。</translation>
    </message>
    <message>
        <source>There is no tier {tier}.</source>
        <translation>没有第 {tier} 级。</translation>
    </message>
    <message>
        <source>There is no time zone called {name}.</source>
        <translation>没有名为 {name} 的时区。</translation>
    </message>
    <message>
        <source>There is nobody here in whose folder {address} could lie.</source>
        <translation>本机没有这个用户，{address} 无处存放。</translation>
    </message>
    <message>
        <source>This activation is over.</source>
        <translation>这次备班已经结束。</translation>
    </message>
    <message>
        <source>This article is not there any more.</source>
        <translation>该文章已不存在。</translation>
    </message>
    <message>
        <source>This category is gone: somebody has merged it into another one.</source>
        <translation>该类别已不存在：已被合并到其他类别。</translation>
    </message>
    <message>
        <source>This change of rules was undone already.</source>
        <translation>这次规则变更已经撤销。</translation>
    </message>
    <message>
        <source>This complaint is not there any more.</source>
        <translation>该投诉工单已不存在。</translation>
    </message>
    <message>
        <source>This customer was erased or merged already.</source>
        <translation>该客户已被删除或合并。</translation>
    </message>
    <message>
        <source>This database has no tables yet: run `main.py db upgrade` first.</source>
        <translation>这个数据库还没有数据表：请先运行 `main.py db upgrade`。</translation>
    </message>
    <message>
        <source>This database is at version {found} and the program at {newest}: run `main.py db upgrade`, or install the newer program.</source>
        <translation>这个数据库的版本是 {found}，程序的版本是 {newest}：请运行 `main.py db upgrade`，或安装较新的程序。</translation>
    </message>
    <message>
        <source>This database was made by a newer Floorwatch (version {found}): install that one.</source>
        <translation>这个数据库由较新的督导台（版本 {found}）创建：请安装该版本。</translation>
    </message>
    <message>
        <source>This department is not there any more.</source>
        <translation>该部门已不存在。</translation>
    </message>
    <message>
        <source>This draft is gone: it was applied or discarded.</source>
        <translation>该草稿已不存在：已应用或已放弃。</translation>
    </message>
    <message>
        <source>This is not possible now: somebody has changed the call of {name} meanwhile.</source>
        <translation>现在无法操作：{name} 的呼叫刚被他人改动。</translation>
    </message>
    <message>
        <source>This is to be decided by: {role}, or somebody above.</source>
        <translation>须由{role}或以上人员审批。</translation>
    </message>
    <message>
        <source>This link is not there any more.</source>
        <translation>该关联已不存在。</translation>
    </message>
    <message>
        <source>This login may not create roles; let the server&apos;s administrator run: CREATE ROLE {role} NOLOGIN;</source>
        <translation>当前登录无权创建角色；请服务器管理员运行：CREATE ROLE {role} NOLOGIN;</translation>
    </message>
    <message>
        <source>This message neither failed nor is its fate unknown.</source>
        <translation>该邮件既未失败，也非状态不明。</translation>
    </message>
    <message>
        <source>This needs 1 to {longest} characters that prove it; there are {count}.</source>
        <translation>凭证说明为 1 至 {longest} 个字符，现有 {count} 个。</translation>
    </message>
    <message>
        <source>This needs a text of 1 to {longest} characters; it has {count}.</source>
        <translation>内容须为 1 至 {longest} 个字符，现有 {count} 个。</translation>
    </message>
    <message>
        <source>This order is on record as another customer&apos;s.</source>
        <translation>该订单已登记在其他客户名下。</translation>
    </message>
    <message>
        <source>This person does not work here any more.</source>
        <translation>此人已不在岗。</translation>
    </message>
    <message>
        <source>This promise has ended already.</source>
        <translation>该承诺已有结论。</translation>
    </message>
    <message>
        <source>This roster is the schedule already; make another one.</source>
        <translation>该班表已发布，请重新排班。</translation>
    </message>
    <message>
        <source>This source was removed meanwhile.</source>
        <translation>该数据源已被删除。</translation>
    </message>
    <message>
        <source>This tag is gone: it was merged, or taken off everywhere.</source>
        <translation>该标签已不存在：已被合并或全部移除。</translation>
    </message>
    <message>
        <source>This task is not there any more.</source>
        <translation>该任务已不存在。</translation>
    </message>
    <message>
        <source>This version knows no source of the kind {kind}.</source>
        <translation>本版本没有 {kind} 类型的数据源。</translation>
    </message>
    <message>
        <source>This wish is not there any more.</source>
        <translation>该意愿已不存在。</translation>
    </message>
    <message>
        <source>Tier {tier} gives at most {quota} people at once.</source>
        <translation>第 {tier} 级同时最多 {quota} 人。</translation>
    </message>
    <message>
        <source>To call back is possible in the future only.</source>
        <translation>回拨时间必须在将来。</translation>
    </message>
    <message>
        <source>Two shift patterns have the same name.</source>
        <translation>有两个班次模板同名。</translation>
    </message>
    <message>
        <source>What a queue that gives people keeps is a share between 0 % and 100 %.</source>
        <translation>借出组保留的服务水平应在 0% 到 100% 之间。</translation>
    </message>
    <message>
        <source>What was chosen is not there any longer: choose again.</source>
        <translation>所选项已不存在，请重新选择。</translation>
    </message>
    <message>
        <source>What was known of this customer was erased meanwhile: choose again.</source>
        <translation>该客户的信息已被删除，请重新选择。</translation>
    </message>
    <message>
        <source>What was known of this customer was erased: a new complaint makes a new one.</source>
        <translation>该客户的个人信息已删除：新的投诉会建立新的客户。</translation>
    </message>
    <message>
        <source>What “{name}” should mean is not there any more.</source>
        <translation>“{name}”所指的对象已不存在。</translation>
    </message>
    <message>
        <source>Who has had the complaint does not decide what its customer is given.</source>
        <translation>经办过本单的人员不能审批其补偿。</translation>
    </message>
    <message>
        <source>Wishes are one&apos;s own; team leads and those above them write those of others.</source>
        <translation>每人填写自己的意愿；班长及以上可代填。</translation>
    </message>
    <message>
        <source>With what the customer was given meanwhile it comes to {total}: that is above every limit.</source>
        <translation>加上该客户期间获得的补偿，合计 {total}，超出所有人的权限。</translation>
    </message>
    <message>
        <source>With what the customer was given meanwhile it comes to {total}: that is to be decided by: {role}, or somebody above.</source>
        <translation>加上该客户期间获得的补偿，合计 {total}，须由{role}或以上审批。</translation>
    </message>
    <message>
        <source>Without a key, a telephone number or an e-mail address nobody knows who it is.</source>
        <translation>没有客户编号、电话或邮箱，无法确定是哪位客户。</translation>
    </message>
    <message>
        <source>Without encryption only a server on this machine is read.</source>
        <translation>不加密时只能读取本机上的服务器。</translation>
    </message>
    <message>
        <source>Write the address into {file} by hand: its [database] is not in lines.</source>
        <translation>请手动将地址写入 {file}：其中的 [database] 不是逐行书写的。</translation>
    </message>
    <message>
        <source>You say this of yourself, as a team lead of your team, or as a supervisor of anybody.</source>
        <translation>每个人只能设置自己的；班长可以设置本班组的，督导及以上可以设置所有人的。</translation>
    </message>
    <message>
        <source>code: this is the draft of {code}, not of {written}.</source>
        <translation>code：这是 {code} 的草稿，不是 {written} 的。</translation>
    </message>
    <message>
        <source>code: {code} is not the name of the file.</source>
        <translation>code：{code} 与文件名不同。</translation>
    </message>
    <message>
        <source>confirmed: {year} is no year like 2027.</source>
        <translation>confirmed：{year} 不是 2027 这样的年份。</translation>
    </message>
    <message>
        <source>confirmed_years: {year} is no year between 1900 and 2199.</source>
        <translation>confirmed_years：{year} 不在 1900 至 2199 年之间。</translation>
    </message>
    <message>
        <source>extra_days_like: {day} has no weekly hours.</source>
        <translation>extra_days_like：{day} 没有每周营业时间。</translation>
    </message>
    <message>
        <source>holidays: write a country, and a subdivision if it has its own holidays.</source>
        <translation>holidays：请填写国家；若地区有自己的节假日，再填写地区。</translation>
    </message>
    <message>
        <source>holidays: {reason}.</source>
        <translation>holidays：{reason}。</translation>
    </message>
    <message>
        <source>name: write one text for zh and one for en.</source>
        <translation>name：请为 zh 和 en 各写一段文本。</translation>
    </message>
    <message>
        <source>names, {day}: write one text for zh and one for en.</source>
        <translation>names，{day}：中文（zh）和英文（en）各写一条。</translation>
    </message>
    <message>
        <source>{at} lies in the future, or before {number} came to where it stands ({since}).</source>
        <translation>{at} 在将来，或早于 {number} 进入当前状态的时间（{since}）。</translation>
    </message>
    <message>
        <source>{channel}: {fate}: {reason}</source>
        <translation>{channel}：{fate}：{reason}</translation>
    </message>
    <message>
        <source>{code} is a notice already.</source>
        <translation>{code} 已是通知模板。</translation>
    </message>
    <message>
        <source>{code} is a script already: choose another code.</source>
        <translation>{code}已是话术，请换一个代码。</translation>
    </message>
    <message>
        <source>{count} deadlines have changed since the preview; look at it again.</source>
        <translation>预览之后有 {count} 个期限发生变化，请重新预览。</translation>
    </message>
    <message>
        <source>{database} holds a demo floor: `main.py demo --keep FILE` opens it.</source>
        <translation>{database} 中是演示现场：请用 `main.py demo --keep FILE` 打开。</translation>
    </message>
    <message>
        <source>{day} is no weekday; write one of {known}.</source>
        <translation>{day} 不是星期；请写 {known} 之一。</translation>
    </message>
    <message>
        <source>{day} stands twice among closed, working and shifts.</source>
        <translation>{day} 在 closed、working 和 shifts 中出现了两次。</translation>
    </message>
    <message>
        <source>{day}: the window {first} runs over midnight into {second} of {next_day}.</source>
        <translation>{day}：时段 {first} 跨过午夜，与 {next_day} 的 {second} 重叠。</translation>
    </message>
    <message>
        <source>{day}: the windows {first} and {second} overlap.</source>
        <translation>{day}：时段 {first} 与 {second} 重叠。</translation>
    </message>
    <message>
        <source>{email} is not an e-mail address.</source>
        <translation>{email}不是有效的邮箱地址。</translation>
    </message>
    <message>
        <source>{field} has a row for each priority.</source>
        <translation>{field} 须为各优先级各写一行。</translation>
    </message>
    <message>
        <source>{field} has an amount for each level of customer, and for other.</source>
        <translation>{field} 须为各客户等级及 other 写明时限。</translation>
    </message>
    <message>
        <source>{field} is a list.</source>
        <translation>{field} 须为列表。</translation>
    </message>
    <message>
        <source>{field} is a table.</source>
        <translation>{field} 须为表。</translation>
    </message>
    <message>
        <source>{field} is a text of 1 to {longest} characters.</source>
        <translation>{field} 须为 1 至 {longest} 个字符的文本。</translation>
    </message>
    <message>
        <source>{field} is a time in hours or minutes.</source>
        <translation>{field} 须为小时或分钟。</translation>
    </message>
    <message>
        <source>{field} is a whole number above 0.</source>
        <translation>{field} 须为大于 0 的整数。</translation>
    </message>
    <message>
        <source>{field} is for {targets}.</source>
        <translation>{field} 仅用于 {targets}。</translation>
    </message>
    <message>
        <source>{field} is longer than nothing.</source>
        <translation>{field} 须大于零。</translation>
    </message>
    <message>
        <source>{field} is longer than the step before it, in the same unit.</source>
        <translation>{field} 须长于上一步，且单位相同。</translation>
    </message>
    <message>
        <source>{field} is missing.</source>
        <translation>缺少 {field}。</translation>
    </message>
    <message>
        <source>{field} is needed.</source>
        <translation>“{field}”必填。</translation>
    </message>
    <message>
        <source>{field} is no field here; there are {known}.</source>
        <translation>此处没有字段 {field}；可用字段：{known}。</translation>
    </message>
    <message>
        <source>{field} is no field; there are {known}.</source>
        <translation>{field} 不是字段；可用字段：{known}。</translation>
    </message>
    <message>
        <source>{field} is one line of at most {most} characters.</source>
        <translation>“{field}”为一行文字，最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>{field} is one of {words}, not {value}.</source>
        <translation>{field} 只能是 {words} 之一，不能是 {value}。</translation>
    </message>
    <message>
        <source>{field} is true or false.</source>
        <translation>{field} 只能是 true 或 false。</translation>
    </message>
    <message>
        <source>{field} is written like &quot;17:00&quot;, not {value}.</source>
        <translation>{field} 应写成 &quot;17:00&quot;，不能是 {value}。</translation>
    </message>
    <message>
        <source>{field} is written like &quot;5min&quot;, &quot;24h&quot; or &quot;3d&quot;, not {value}.</source>
        <translation>{field} 应写成 &quot;5min&quot;、&quot;24h&quot; 或 &quot;3d&quot;，不能是 {value}。</translation>
    </message>
    <message>
        <source>{field} needs one of share, before_due and after_due.</source>
        <translation>{field} 须有 share、before_due、after_due 之一。</translation>
    </message>
    <message>
        <source>{field} says what the milestone waits for.</source>
        <translation>{field} 须写明进展节点等待什么。</translation>
    </message>
    <message>
        <source>{field} stands beside every.</source>
        <translation>{field} 须与 every 同时使用。</translation>
    </message>
    <message>
        <source>{field}, {day}: there is no window; a closed day is a holiday.</source>
        <translation>{field}，{day}：没有时段；不营业的日子应写作节假日。</translation>
    </message>
    <message>
        <source>{field}: a reason has 1 to {longest} characters.</source>
        <translation>{field}：原因须为 1 至 {longest} 个字符。</translation>
    </message>
    <message>
        <source>{field}: a step before it is called {key} too.</source>
        <translation>{field}：前面已有名为 {key} 的步骤。</translation>
    </message>
    <message>
        <source>{field}: a {target} has no matrix.</source>
        <translation>{field}：{target} 不能用矩阵。</translation>
    </message>
    <message>
        <source>{field}: choose one of what is offered.</source>
        <translation>“{field}”：请从列表中选择。</translation>
    </message>
    <message>
        <source>{field}: no {target} is shorter and in the same unit.</source>
        <translation>{field}：没有单位相同且更短的 {target} 时限。</translation>
    </message>
    <message>
        <source>{field}: nobody is warned of anything.</source>
        <translation>{field}：没有任何升级提醒。</translation>
    </message>
    <message>
        <source>{field}: the key {key} is for clocks set aside.</source>
        <translation>{field}：{key} 专用于已搁置的时钟。</translation>
    </message>
    <message>
        <source>{field}: the policy promises nothing.</source>
        <translation>{field}：策略没有任何时限。</translation>
    </message>
    <message>
        <source>{field}: the weights add up to 100.</source>
        <translation>{field}：各权重之和须为 100。</translation>
    </message>
    <message>
        <source>{field}: write {kind}, not {found}.</source>
        <translation>{field}：请写 {kind}，不要写 {found}。</translation>
    </message>
    <message>
        <source>{field}: {amount} cannot be counted as {measure}: days are counted in d, time in h and min.</source>
        <translation>{field}：{amount} 不能按 {measure} 计算：按天计算的用 d，按时间计算的用 h 或 min。</translation>
    </message>
    <message>
        <source>{field}: {date} is no date; write it like 2026-02-17.</source>
        <translation>{field}：{date} 不是日期；请写成 2026-02-17。</translation>
    </message>
    <message>
        <source>{field}: {nature} is no nature here.</source>
        <translation>{field}：没有补偿方式 {nature}。</translation>
    </message>
    <message>
        <source>{field}: {target} has extensions already.</source>
        <translation>{field}：{target} 已有延期规则。</translation>
    </message>
    <message>
        <source>{field}: {target} never begins anew.</source>
        <translation>{field}：{target}不会重新计时。</translation>
    </message>
    <message>
        <source>{field}: {upper} stands above {lower} and comes before it.</source>
        <translation>{field}：{upper} 排在 {lower} 之后，时间却更早。</translation>
    </message>
    <message>
        <source>{field}: {value} is no date; write it like 2026-02-17.</source>
        <translation>{field}：{value} 不是日期；请写成 2026-02-17。</translation>
    </message>
    <message>
        <source>{field}: {value} is no {kind}.</source>
        <translation>{field}：{value} 不是 {kind}。</translation>
    </message>
    <message>
        <source>{file} can be no file: {reason}.</source>
        <translation>{file} 不能作为文件：{reason}。</translation>
    </message>
    <message>
        <source>{file} cannot be a database file: {reason}.</source>
        <translation>{file} 不能用作数据库文件：{reason}。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}.</source>
        <translation>无法写入 {file}：{reason}。</translation>
    </message>
    <message>
        <source>{file} holds real work, not a demo: name another file.</source>
        <translation>{file} 中是真实业务数据，不是演示：请指定其他文件。</translation>
    </message>
    <message>
        <source>{file} is a folder: name a file to keep the floor in.</source>
        <translation>{file} 是文件夹：请指定用于保存演示现场的文件。</translation>
    </message>
    <message>
        <source>{file} is another file now.</source>
        <translation>{file} 已被另一个文件取代。</translation>
    </message>
    <message>
        <source>{file} is no demo profile: {reason}.</source>
        <translation>{file} 不是演示档案：{reason}。</translation>
    </message>
    <message>
        <source>{file} is not a Floorwatch database.</source>
        <translation>{file} 不是督导台的数据库。</translation>
    </message>
    <message>
        <source>{file} is on a network share ({share}), where SQLite loses data; keep it on this machine, or use PostgreSQL.</source>
        <translation>{file} 在网络共享（{share}）上，SQLite 在那里会丢失数据；请放在本机，或使用 PostgreSQL。</translation>
    </message>
    <message>
        <source>{file}: [{name}] has no setting {key}.</source>
        <translation>{file}：[{name}] 没有设置 {key}。</translation>
    </message>
    <message>
        <source>{file}: cannot be read: {reason}.</source>
        <translation>{file}：无法读取：{reason}。</translation>
    </message>
    <message>
        <source>{file}: there is no section [{name}].</source>
        <translation>{file}：没有 [{name}] 一节。</translation>
    </message>
    <message>
        <source>{file}: {reason}</source>
        <translation>{file}：{reason}</translation>
    </message>
    <message>
        <source>{file}:{line}: {reason}</source>
        <translation>{file}:{line}: {reason}</translation>
    </message>
    <message>
        <source>{folder} holds other files: choose an empty folder, or one with an FAQ site.</source>
        <translation>{folder} 中有其他文件：请选择空文件夹，或已有常见问题网站的文件夹。</translation>
    </message>
    <message>
        <source>{headings} is blank, so the complaint has no name.</source>
        <translation>{headings} 为空，这条投诉没有标识。</translation>
    </message>
    <message>
        <source>{heading} is blank in line {line}.</source>
        <translation>第 {line} 行的 {heading} 为空。</translation>
    </message>
    <message>
        <source>{heading} is blank.</source>
        <translation>{heading} 为空。</translation>
    </message>
    <message>
        <source>{heading} says {number}, which cannot be.</source>
        <translation>{heading} 为 {number}，不可能。</translation>
    </message>
    <message>
        <source>{heading} says {part}, more than there were at all ({whole}).</source>
        <translation>{heading} 为 {part}，超过总数（{whole}）。</translation>
    </message>
    <message>
        <source>{heading} says {time} and {other} says {checked}.</source>
        <translation>{heading} 写的是 {time}，而 {other} 写的是 {checked}。</translation>
    </message>
    <message>
        <source>{heading} says {time}, which is before {year}.</source>
        <translation>{heading} 写的是 {time}，早于 {year} 年。</translation>
    </message>
    <message>
        <source>{host} answers with an error ({status}).</source>
        <translation>{host} 返回错误（{status}）。</translation>
    </message>
    <message>
        <source>{host} cannot be reached: {reason}</source>
        <translation>无法连接 {host}：{reason}</translation>
    </message>
    <message>
        <source>{host} does not answer in time.</source>
        <translation>{host} 未及时响应。</translation>
    </message>
    <message>
        <source>{host} does not let us in ({status}): look at the login.</source>
        <translation>{host} 拒绝登录（{status}）：请检查账号与密钥。</translation>
    </message>
    <message>
        <source>{host} does not let us in: look at login and password.</source>
        <translation>{host} 拒绝登录：请检查账号和密码。</translation>
    </message>
    <message>
        <source>{host} gives the same page again and again.</source>
        <translation>{host} 反复给出同一页。</translation>
    </message>
    <message>
        <source>{host} knows no such address or complaint (404).</source>
        <translation>{host} 没有该地址或投诉（404）。</translation>
    </message>
    <message>
        <source>{host} leads from one address to the next.</source>
        <translation>{host} 不断转向其他地址。</translation>
    </message>
    <message>
        <source>{host} leads to an address that is not encrypted.</source>
        <translation>{host} 转向了未加密的地址。</translation>
    </message>
    <message>
        <source>{host} lists its tickets otherwise each time.</source>
        <translation>{host} 每次列出的工单顺序都不同。</translation>
    </message>
    <message>
        <source>{host} sends more than {most} MB at once.</source>
        <translation>{host} 一次发送的内容超过 {most} MB。</translation>
    </message>
    <message>
        <source>{name} already has a shift at that time.</source>
        <translation>{name} 此时已有班次。</translation>
    </message>
    <message>
        <source>{name} begins within the day and lasts at most 16 hours.</source>
        <translation>{name} 须在当天内上班，最长 16 小时。</translation>
    </message>
    <message>
        <source>{name} cannot be called any more: look at the list again.</source>
        <translation>{name} 已无法呼叫，请重新查看名单。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>{name} cannot stand in for themselves.</source>
        <translation>{name} 不能做自己的代理人。</translation>
    </message>
    <message>
        <source>{name} cannot swap with themselves.</source>
        <translation>{name} 不能与自己换班。</translation>
    </message>
    <message>
        <source>{name} does not work here any more: choose somebody else.</source>
        <translation>{name} 已离岗，请选择其他人。</translation>
    </message>
    <message>
        <source>{name} grows larger than this disk or account allows.</source>
        <translation>{name} 超出磁盘或账户允许的大小。</translation>
    </message>
    <message>
        <source>{name} has answered already.</source>
        <translation>{name} 已经应答。</translation>
    </message>
    <message>
        <source>{name} has no address on {channel}.</source>
        <translation>{name}没有{channel}地址。</translation>
    </message>
    <message>
        <source>{name} has no deputy who could be asked: name one first.</source>
        <translation>{name}没有可答复的代理人，请先填写。</translation>
    </message>
    <message>
        <source>{name} has taken this call already.</source>
        <translation>{name}已领取该回访。</translation>
    </message>
    <message>
        <source>{name} holds a program or commands, and is not taken.</source>
        <translation>{name} 含有程序或脚本，不予接受。</translation>
    </message>
    <message>
        <source>{name} is a folder; give the name of a file.</source>
        <translation>{name} 是文件夹，请输入文件名。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空文件。</translation>
    </message>
    <message>
        <source>{name} is larger than {largest} MB.</source>
        <translation>{name} 超过 {largest} MB。</translation>
    </message>
    <message>
        <source>{name} is no file.</source>
        <translation>{name} 不是文件。</translation>
    </message>
    <message>
        <source>{name} is not kept any longer.</source>
        <translation>{name} 已不再保存。</translation>
    </message>
    <message>
        <source>{name} is not needed any more.</source>
        <translation>{name} 已无需到岗。</translation>
    </message>
    <message>
        <source>{name} is not what its ending says.</source>
        <translation>{name} 的内容与扩展名不符。</translation>
    </message>
    <message>
        <source>{name} is retired: choose another department.</source>
        <translation>{name}已停用，请选择其他部门。</translation>
    </message>
    <message>
        <source>{name} may not be written: it is open in another program, or the folder is not yours to write in.</source>
        <translation>无法写入 {name}：文件已在其他程序中打开，或没有该文件夹的写入权限。</translation>
    </message>
    <message>
        <source>{name} still has {count} open tasks: let them end first.</source>
        <translation>{name}还有 {count} 项未结任务，请先结束。</translation>
    </message>
    <message>
        <source>{name} was called by {person} {minutes} min ago.</source>
        <translation>{name} 已在 {minutes} 分钟前被 {person} 呼叫。</translation>
    </message>
    <message>
        <source>{name} was changed meanwhile: look at it again.</source>
        <translation>{name}已被他人修改，请重新查看。</translation>
    </message>
    <message>
        <source>{name}: files of this type are not taken. Possible are {types}.</source>
        <translation>{name}：不接受此类文件。可接受：{types}。</translation>
    </message>
    <message>
        <source>{number} belongs to “{title}”.</source>
        <translation>{number} 属于事件“{title}”。</translation>
    </message>
    <message>
        <source>{number} cannot be closed yet: {points}.</source>
        <translation>{number} 尚不能关闭：{points}。</translation>
    </message>
    <message>
        <source>{number} cannot be linked with itself.</source>
        <translation>{number} 不能与自身关联。</translation>
    </message>
    <message>
        <source>{number} cannot be merged into itself.</source>
        <translation>{number} 不能与自身合并。</translation>
    </message>
    <message>
        <source>{number} has ended, and nobody would look there: open it again, or promise it among “Customers”.</source>
        <translation>{number} 已结束，不会再有人查看：请重新打开，或在“客户”中登记承诺。</translation>
    </message>
    <message>
        <source>{number} has ended: nothing is asked about it any more.</source>
        <translation>{number}已结束，不能再请部门协办。</translation>
    </message>
    <message>
        <source>{number} has its result already.</source>
        <translation>{number} 已有处理结果。</translation>
    </message>
    <message>
        <source>{number} has {most} tags already.</source>
        <translation>{number} 已有 {most} 个标签。</translation>
    </message>
    <message>
        <source>{number} is in this stage already: {stage}.</source>
        <translation>{number} 已处于环节 {stage}。</translation>
    </message>
    <message>
        <source>{number} is linked with {other} so already.</source>
        <translation>{number} 与 {other} 已有此关联。</translation>
    </message>
    <message>
        <source>{number} is under a legal hold.</source>
        <translation>{number} 处于法律保留中。</translation>
    </message>
    <message>
        <source>{number} is {status}.</source>
        <translation>{number} 的状态为{status}。</translation>
    </message>
    <message>
        <source>{number} is {status}: it cannot be {event}.</source>
        <translation>{number} 的状态是 {status}：不能执行 {event}。</translation>
    </message>
    <message>
        <source>{number} is {status}: it is in no stage.</source>
        <translation>{number} 状态为 {status}，不在任何环节中。</translation>
    </message>
    <message>
        <source>{number} is {status}: its record is not corrected any more.</source>
        <translation>{number} 状态为{status}：记录不能再更正。</translation>
    </message>
    <message>
        <source>{number} is {status}: nothing is offered any more.</source>
        <translation>{number} {status}，不能再提出补偿。</translation>
    </message>
    <message>
        <source>{number} is {status}: only an open complaint is split.</source>
        <translation>{number} {status}，只有处理中的工单可以拆分。</translation>
    </message>
    <message>
        <source>{number} was changed since you looked at it. Look at what is new, then try again.</source>
        <translation>{number} 在您查看后有变更。请查看后再试。</translation>
    </message>
    <message>
        <source>{number}: a compensation is not paid yet.</source>
        <translation>{number}：尚有补偿未支付。</translation>
    </message>
    <message>
        <source>{number}: more time has been asked for already.</source>
        <translation>{number}：延期申请尚在审批。</translation>
    </message>
    <message>
        <source>{number}: tell the customer of the last extension first.</source>
        <translation>{number}：请先告知客户上一次延期。</translation>
    </message>
    <message>
        <source>{number}: the customer was told of this extension already.</source>
        <translation>{number}：该次延期已告知客户。</translation>
    </message>
    <message>
        <source>{number}: the deadline is over: it cannot be extended.</source>
        <translation>{number}：时限已过，不能延期。</translation>
    </message>
    <message>
        <source>{number}: the policy knows no further extension.</source>
        <translation>{number}：时效策略不允许再延期。</translation>
    </message>
    <message>
        <source>{number}: the policy knows no stage {stage}.</source>
        <translation>{number}：时效策略中没有环节 {stage}。</translation>
    </message>
    <message>
        <source>{number}: the policy knows no such reason: {reason}.</source>
        <translation>{number}：时效策略没有此原因：{reason}。</translation>
    </message>
    <message>
        <source>{number}: the survey lies before the complaint or in the future.</source>
        <translation>{number}：评价时间早于投诉或在将来。</translation>
    </message>
    <message>
        <source>{number}: this deadline has ended.</source>
        <translation>{number}：该时限已结束。</translation>
    </message>
    <message>
        <source>{number}: this follow-up is done.</source>
        <translation>{number}：该回访已完成。</translation>
    </message>
    <message>
        <source>{number}: what its customer said was erased, and nothing is added.</source>
        <translation>{number}：客户的个人信息已删除，不再添加内容。</translation>
    </message>
    <message>
        <source>{person} has acknowledged this alert {minutes} min ago.</source>
        <translation>{person} 已在 {minutes} 分钟前确认此告警。</translation>
    </message>
    <message>
        <source>{person} has acted on this alert {minutes} min ago: {action}</source>
        <translation>{person} 已在 {minutes} 分钟前处置此告警：{action}</translation>
    </message>
    <message>
        <source>{person} has begun an activation for {queue} {minutes} min ago: call more people there.</source>
        <translation>{person} 在 {minutes} 分钟前已为 {queue} 启动备班，请在那里加人。</translation>
    </message>
    <message>
        <source>{person} has resolved this alert {minutes} min ago.</source>
        <translation>{person} 已在 {minutes} 分钟前解除此告警。</translation>
    </message>
    <message>
        <source>{person} has saved this draft since; look at it again.</source>
        <translation>{person} 已保存过该草稿，请重新打开。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>{reason} Not taken either: {names}.</source>
        <translation>{reason} 以下文件也未添加：{names}。</translation>
    </message>
    <message>
        <source>{seconds} seconds of open time are below zero; count the other way instead.</source>
        <translation>营业时间 {seconds} 秒小于零；请反方向计算。</translation>
    </message>
    <message>
        <source>{text} is no break; write it like 12:00 60.</source>
        <translation>{text} 不是休息，请写成 12:00 60。</translation>
    </message>
    <message>
        <source>{text} is no time; write it like 08:30.</source>
        <translation>{text} 不是时间，请写成 08:30。</translation>
    </message>
    <message>
        <source>{text} is too long: at most {longest} characters.</source>
        <translation>{text}过长：最多 {longest} 个字符。</translation>
    </message>
    <message>
        <source>{time} has no time zone, so it is no instant.</source>
        <translation>{time} 没有时区，不是确定的时刻。</translation>
    </message>
    <message>
        <source>{title} says nothing yet: it cannot be published.</source>
        <translation>{title} 尚无正文，不能发布。</translation>
    </message>
    <message>
        <source>{total} counts together within {days} days: that is above every limit, and nobody here may grant it.</source>
        <translation>{days} 天内合计 {total}，超出所有权限，无人可批准。</translation>
    </message>
    <message>
        <source>“{address}” is no address such as https://help.example.com.</source>
        <translation>“{address}”不是有效的网址，例如 https://help.example.com。</translation>
    </message>
    <message>
        <source>“{name}” cannot be moved: {reason}</source>
        <translation>无法移动“{name}”：{reason}</translation>
    </message>
    <message>
        <source>“{name}” is not {encodings} text (from byte {position} on); save it as UTF-8, or say its encoding in the mapping, as in encodings = [&quot;gb18030&quot;].</source>
        <translation>“{name}”不是 {encodings} 文本（从第 {position} 字节起）；请另存为 UTF-8，或在映射中写明编码，例如 encodings = [&quot;gb18030&quot;]。</translation>
    </message>
    <message>
        <source>“{name}” is retired: choose another root cause.</source>
        <translation>“{name}”已停用，请选择其他根本原因。</translation>
    </message>
    <message>
        <source>“{name}” is retired: nothing is added below it.</source>
        <translation>“{name}”已停用，不能添加下级。</translation>
    </message>
    <message>
        <source>“{name}” would lie too deep: its path is longer than {longest} characters.</source>
        <translation>“{name}”层级过深：路径超过 {longest} 个字符。</translation>
    </message>
    <message>
        <source>“{path}” cannot be merged into itself or what lies below it.</source>
        <translation>“{path}”不能合并到自身或其下级。</translation>
    </message>
    <message>
        <source>“{path}” cannot lie below itself.</source>
        <translation>“{path}”不能移到自身之下。</translation>
    </message>
    <message>
        <source>“{path}” is retired: bring it back first.</source>
        <translation>“{path}”已停用，请先恢复。</translation>
    </message>
    <message>
        <source>“{path}” is there already.</source>
        <translation>“{path}”已存在。</translation>
    </message>
    <message>
        <source>“{text}” is neither a telephone number nor an e-mail address.</source>
        <translation>“{text}”既不是电话号码也不是邮箱地址。</translation>
    </message>
    <message>
        <source>“{text}” is neither yes nor no.</source>
        <translation>“{text}”既不是“是”也不是“否”。</translation>
    </message>
    <message>
        <source>“{text}” is no amount.</source>
        <translation>“{text}”不是金额。</translation>
    </message>
    <message>
        <source>“{text}” is no break; write it like 12:00-13:00.</source>
        <translation>“{text}”不是休息时段，请写成 12:00-13:00。</translation>
    </message>
    <message>
        <source>“{text}” is no currency: three letters are.</source>
        <translation>“{text}”不是币种代码（三个字母）。</translation>
    </message>
    <message>
        <source>“{text}” is no date and time that can be understood.</source>
        <translation>无法识别时间“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” is no day.</source>
        <translation>“{text}”不是日期。</translation>
    </message>
    <message>
        <source>“{text}” is no e-mail address.</source>
        <translation>“{text}”不是邮箱地址。</translation>
    </message>
    <message>
        <source>“{text}” is no instant.</source>
        <translation>“{text}”不是时间。</translation>
    </message>
    <message>
        <source>“{text}” is no language that is spoken here.</source>
        <translation>“{text}”不是可用的语言。</translation>
    </message>
    <message>
        <source>“{text}” is no role here.</source>
        <translation>“{text}”不是这里的角色。</translation>
    </message>
    <message>
        <source>“{text}” is no telephone number.</source>
        <translation>“{text}”不是电话号码。</translation>
    </message>
    <message>
        <source>“{text}” is no time of day.</source>
        <translation>“{text}”不是时刻。</translation>
    </message>
    <message>
        <source>“{text}” is no whole number from {least} to {most}.</source>
        <translation>“{text}”不是 {least} 至 {most} 的整数。</translation>
    </message>
    <message>
        <source>“{title}” has been opened for this hotspot already.</source>
        <translation>该热点已建立事件“{title}”。</translation>
    </message>
    <message>
        <source>“{title}” has ended: nothing is to be done about it any more.</source>
        <translation>“{title}”已结束，无需再处理。</translation>
    </message>
    <message>
        <source>“{title}” has not been answered yet.</source>
        <translation>“{title}”尚未答复。</translation>
    </message>
    <message>
        <source>“{title}” is not solved.</source>
        <translation>“{title}”尚未解决。</translation>
    </message>
    <message>
        <source>“{title}” is solved: reopen it first.</source>
        <translation>“{title}”已解决，请先重新打开。</translation>
    </message>
    <message>
        <source>“{title}” was answered already, by {name}.</source>
        <translation>“{title}”已由{name}答复。</translation>
    </message>
    <message>
        <source>“{word}” is no kind of shift: work, standby, training.</source>
        <translation>“{word}”不是班次类型：work、standby（备班）、training（培训）。</translation>
    </message>
    <message>
        <source>“{word}” is no source.</source>
        <translation>“{word}”不是来源渠道。</translation>
    </message>
    <message>
        <source>“{word}” is no state.</source>
        <translation>“{word}”不是状态。</translation>
    </message>
    <message>
        <source>A complaint needs a title of at most {longest} characters.</source>
        <translation>投诉需要标题，最多 {longest} 个字。</translation>
    </message>
    <message>
        <source>--team stands beside --role.</source>
        <translation>--team 须与 --role 同时使用。</translation>
    </message>
    <message>
        <source>A name has 1 to {longest} characters, not {length}.</source>
        <translation>姓名为 1 到 {longest} 个字，而不是 {length} 个。</translation>
    </message>
    <message>
        <source>A name is written in one line of plain characters, not {name}.</source>
        <translation>姓名应写在一行里，只用普通字符：{name} 不行。</translation>
    </message>
    <message>
        <source>Choose who “{typed}” is: Enter takes the line that is marked, be it a new customer.</source>
        <translation>请选定“{typed}”是谁：按回车键选用所标记的一行，新客户也是如此。</translation>
    </message>
    <message>
        <source>No roster was found in {seconds} seconds, which does not prove that there is none; give it more time.</source>
        <translation>{seconds} 秒内未找到可行班表，但不能说明没有；请给更多时间。</translation>
    </message>
    <message>
        <source>Somebody wrote the same rows; nothing of “{name}” was imported: import it again.</source>
        <translation>他人正在写入相同的数据；“{name}”未导入任何内容，请重新导入。</translation>
    </message>
    <message>
        <source>The database address is not one: write postgresql://user@host/name.</source>
        <translation>数据库地址不正确：请写成 postgresql://user@host/name。</translation>
    </message>
    <message>
        <source>The database cannot be copied to {to}: {reason}.</source>
        <translation>数据库无法复制到 {to}：{reason}。</translation>
    </message>
    <message>
        <source>The setting {where} must be a text in quotation marks.</source>
        <translation>设置项 {where} 必须是引号里的文字。</translation>
    </message>
    <message>
        <source>There is no copy {file}.</source>
        <translation>没有副本 {file}。</translation>
    </message>
    <message>
        <source>There is no team called {name}.</source>
        <translation>没有名为“{name}”的班组。</translation>
    </message>
    <message>
        <source>There is nothing to decide any more: that was done, or its deadline has ended.</source>
        <translation>已无需审批：已审批过，或其时限已结束。</translation>
    </message>
    <message>
        <source>This is no TOML: {reason}.</source>
        <translation>不是有效的 TOML：{reason}。</translation>
    </message>
    <message>
        <source>This is no address of a webhook: it is a URL that begins with https://.</source>
        <translation>这不是 Webhook 地址：应为以 https:// 开头的 URL。</translation>
    </message>
    <message>
        <source>This is no address of {channel}: each of those has “{mark}” in it.</source>
        <translation>这不是 {channel} 的地址：其地址都含有“{mark}”。</translation>
    </message>
    <message>
        <source>This is no address that apprise knows: see github.com/caronc/apprise for theirs.</source>
        <translation>apprise 不认识此地址：格式见 github.com/caronc/apprise。</translation>
    </message>
    <message>
        <source>This is not an e-mail address.</source>
        <translation>这不是邮箱地址。</translation>
    </message>
    <message>
        <source>This login may not do that: {reason}.</source>
        <translation>当前登录没有这项权限：{reason}。</translation>
    </message>
    <message>
        <source>This person already has an address on {channel}: remove it first.</source>
        <translation>此人在 {channel} 已有地址：请先移除。</translation>
    </message>
    <message>
        <source>What {where} holds is not a key.</source>
        <translation>{where} 中的内容不是密钥。</translation>
    </message>
    <message>
        <source>{field} is a number from 0, not {value}.</source>
        <translation>{field} 须为不小于 0 的数字，而不是 {value}。</translation>
    </message>
    <message>
        <source>{field} is a number from {least} to {most}.</source>
        <translation>“{field}”应为 {least} 到 {most} 之间的数字。</translation>
    </message>
    <message>
        <source>{field} is a number of days.</source>
        <translation>{field} 须为天数。</translation>
    </message>
    <message>
        <source>{file} is not a copy of a Floorwatch database that this program knows.</source>
        <translation>{file} 不是本程序认识的数据库副本。</translation>
    </message>
    <message>
        <source>{file} is not a copy of a shared Floorwatch database.</source>
        <translation>{file} 不是共享数据库的副本。</translation>
    </message>
    <message>
        <source>{file} is the database of another program.</source>
        <translation>{file} 是其他程序的数据库。</translation>
    </message>
    <message>
        <source>{name} is not empty: a copy is put back into an empty database.</source>
        <translation>{name} 不是空的：副本只能放回空数据库。</translation>
    </message>
    <message>
        <source>{title} is published already.</source>
        <translation>{title} 已经发布。</translation>
    </message>
    <message>
        <source>{title} is retired already.</source>
        <translation>{title} 已经停用。</translation>
    </message>
    <message>
        <source>{where}: write a list of windows like [&quot;09:00-17:30&quot;], not {found}.</source>
        <translation>{where}：请写时段列表，如 [&quot;09:00-17:30&quot;]，不要写 {found}。</translation>
    </message>
    <message>
        <source>{where}: {window} is empty; a whole day is 00:00-24:00.</source>
        <translation>{where}：{window} 是空的；全天写作 00:00-24:00。</translation>
    </message>
    <message>
        <source>{where}: {window} is no window; write it like 09:00-17:30.</source>
        <translation>{where}：{window} 不是时段；请写成 09:00-17:30。</translation>
    </message>
    <message>
        <source>{zone} is no time zone; write a name like Asia/Shanghai.</source>
        <translation>{zone} 不是时区；请写成 Asia/Shanghai 这样的名称。</translation>
    </message>
    <message>
        <source>“%{letter}” is not known in a date format.</source>
        <translation>日期格式中没有“%{letter}”。</translation>
    </message>
    <message>
        <source>“%{letter}” stands twice in a date format, or in the wrong half of it.</source>
        <translation>“%{letter}”在日期格式中出现两次，或位置不对。</translation>
    </message>
    <message>
        <source>“{cell}” in {heading} is not a number.</source>
        <translation>{heading} 中的“{cell}”不是数字。</translation>
    </message>
    <message>
        <source>“{cell}” in {heading} is not a time as the mapping has it.</source>
        <translation>{heading} 中的“{cell}”不是映射所说的时间格式。</translation>
    </message>
    <message>
        <source>“{key}” stands already in line {line}; each is imported once.</source>
        <translation>“{key}”已出现在第 {line} 行；每条只导入一次。</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {reason}.</source>
        <translation>无法读取“{name}”：{reason}。</translation>
    </message>
    <message>
        <source>“{name}” has more than {columns} columns.</source>
        <translation>“{name}”超过 {columns} 列。</translation>
    </message>
    <message>
        <source>“{name}” has more than {count} blank rows in a row, from line {line} on.</source>
        <translation>“{name}”从第 {line} 行起有超过 {count} 个连续空行。</translation>
    </message>
    <message>
        <source>“{name}” has more than {rows} rows; split it and import the parts.</source>
        <translation>“{name}”超过 {rows} 行；请拆分后分别导入。</translation>
    </message>
    <message>
        <source>“{name}” has no heading: every row is blank.</source>
        <translation>“{name}”没有表头：每一行都是空的。</translation>
    </message>
    <message>
        <source>“{name}” has no sheet “{sheet}”.</source>
        <translation>“{name}”没有工作表“{sheet}”。</translation>
    </message>
    <message>
        <source>“{name}” has no sheets.</source>
        <translation>“{name}”没有工作表。</translation>
    </message>
    <message>
        <source>“{name}” holds another packed file: “{entry}”.</source>
        <translation>“{name}”内含另一个压缩文件：“{entry}”。</translation>
    </message>
    <message>
        <source>“{name}” holds more than {bytes} bytes.</source>
        <translation>“{name}”超过 {bytes} 字节。</translation>
    </message>
    <message>
        <source>“{name}” is damaged: its packed data breaks off or does not fit.</source>
        <translation>“{name}”已损坏：压缩数据中断或不匹配。</translation>
    </message>
    <message>
        <source>“{name}” is empty.</source>
        <translation>“{name}”是空的。</translation>
    </message>
    <message>
        <source>“{name}” is neither CSV nor XLSX but {kind}.</source>
        <translation>“{name}”既不是 CSV 也不是 XLSX，而是 {kind}。</translation>
    </message>
    <message>
        <source>“{name}” is not a workbook that can be read: {reason}.</source>
        <translation>“{name}”不是可读取的工作簿：{reason}。</translation>
    </message>
    <message>
        <source>“{name}” is not a workbook: its directory has too many entries.</source>
        <translation>“{name}”不是工作簿：其目录条目过多。</translation>
    </message>
    <message>
        <source>“{name}” is not text: it holds zero bytes.</source>
        <translation>“{name}”不是文本：含有零字节。</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password: save it without one.</source>
        <translation>“{name}”有密码保护：请去掉密码后另存。</translation>
    </message>
    <message>
        <source>“{name}” lacks the heading {missing}, which the mapping “{mapping}” needs; it has {there}.</source>
        <translation>“{name}”缺少映射“{mapping}”所需的列名 {missing}；现有列名：{there}。</translation>
    </message>
    <message>
        <source>“{name}” needs more memory than an import may use.</source>
        <translation>“{name}”所需内存超过导入的限制。</translation>
    </message>
    <message>
        <source>“{name}” needs one column called {column}.</source>
        <translation>“{name}”须有且只有一列名为 {column}。</translation>
    </message>
    <message>
        <source>“{name}” unpacks to far more than a workbook of its size: it is not opened.</source>
        <translation>“{name}”解压后远大于同样大小的工作簿：不予打开。</translation>
    </message>
    <message>
        <source>“{name}” unpacks to more than {times} times its size: it is not a table.</source>
        <translation>“{name}”解压后超过原大小的 {times} 倍：它不是表格。</translation>
    </message>
    <message>
        <source>“{name}” was given up: nothing could be read for {seconds} seconds.</source>
        <translation>已放弃“{name}”：{seconds} 秒内没有读到任何内容。</translation>
    </message>
</context>
<context>
    <name>DraftPage</name>
    <message>
        <source>&amp;Edit a copy</source>
        <translation>编辑副本(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Throw away</source>
        <translation>放弃(&amp;T)</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>影响</translation>
    </message>
    <message>
        <source>Everyday</source>
        <translation>常用</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Throw the draft awa&amp;y …</source>
        <translation>放弃草稿(&amp;Q)…</translation>
    </message>
    <message>
        <source>Throw the draft away</source>
        <translation>放弃草稿</translation>
    </message>
    <message>
        <source>What was written in this draft is lost. What is in force stays as it is.</source>
        <translation>草稿中的内容将丢失，现行规则不变。</translation>
    </message>
    <message>
        <source>only managers and administrators change rules</source>
        <translation>只有经理和管理员可以修改规则</translation>
    </message>
</context>
<context>
    <name>DrillBanner</name>
    <message>
        <source>DRILL</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>Nobody is told, and no shift, state or figure is touched.</source>
        <translation>不发通知，不改动班次、状态和指标。</translation>
    </message>
    <message>
        <source>People get messages marked as a drill; no shift, state or figure is touched.</source>
        <translation>人员会收到标有“演练”的通知；不改动班次、状态和指标。</translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
<context>
    <name>EmptyFields</name>
    <message>
        <source>&amp;Your name:</source>
        <translation>您的姓名(&amp;Y)：</translation>
    </message>
    <message>
        <source>Everything is kept in the file {file}.</source>
        <translation>数据保存在文件 {file} 中。</translation>
    </message>
    <message>
        <source>Floor &amp;name:</source>
        <translation>现场名称(&amp;N)：</translation>
    </message>
    <message>
        <source>Floor 1</source>
        <translation>一号现场</translation>
    </message>
    <message>
        <source>Its day is the day of deadlines and reports. Type a part of the name to find it.</source>
        <translation>时限与报表以该时区的日期为准。输入名称的一部分即可查找。</translation>
    </message>
    <message>
        <source>Time &amp;zone:</source>
        <translation>时区(&amp;Z)：</translation>
    </message>
    <message>
        <source>Your &amp;role:</source>
        <translation>您的角色(&amp;R)：</translation>
    </message>
</context>
<context>
    <name>EraseCustomer</name>
    <message>
        <source>&amp;Erase for good</source>
        <translation>永久删除(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Name, typed</source>
        <translation>输入姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Why</source>
        <translation>原因(&amp;W)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Figures stay, and who did what and when. Backups made before, and files outside the program keep what they have until you delete them.</source>
        <translation>统计数字以及何人何时做了什么仍保留。此前的备份和程序之外的文件不受影响，请自行删除。</translation>
    </message>
    <message>
        <source>▲ This cannot be undone. Name, numbers, addresses, texts, messages and files of {name} go, with the texts of {count} complaints.</source>
        <translation>▲ 此操作不可撤销。将删除{name}的姓名、电话、地址、文字、消息和附件，以及 {count} 件投诉的内容。</translation>
    </message>
</context>
<context>
    <name>EventFeed</name>
    <message>
        <source>&amp;Forget</source>
        <translation>取消对应(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>A name that comes and is not known here is listed, to be given its meaning.</source>
        <translation>收到此处未知的名称时会列在这里，可为其指定含义。</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>坐席</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>Choose a name above</source>
        <translation>请在上方选择名称</translation>
    </message>
    <message>
        <source>Events with unknown names were refused. Choose a name and say what it means here, or have it corrected at the sender. What was refused is recorded when the sender sends it again.</source>
        <translation>含未知名称的事件已被拒绝。请选中名称并说明其对应对象，或由发送方更正。被拒绝的事件须由发送方重新发送后才会记录。</translation>
    </message>
    <message>
        <source>Every name that came is known.</source>
        <translation>收到的名称均已识别。</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近一次</translation>
    </message>
    <message>
        <source>Last event: {at}. {now} events in this hour, {before} in the one before; at most {most} in an hour of the last 24.</source>
        <translation>最近事件：{at}。本小时 {now} 条，上一小时 {before} 条；近 24 小时单小时最多 {most} 条。</translation>
    </message>
    <message>
        <source>Means here</source>
        <translation>对应</translation>
    </message>
    <message>
        <source>Name in the feed</source>
        <translation>接口中的名称</translation>
    </message>
    <message>
        <source>Names in the feed</source>
        <translation>接口中的名称</translation>
    </message>
    <message>
        <source>No event has come yet. The feed is part of “main.py serve” and listens once feed.port and feed.token are set; docs/event_feed.md says what a telephone system sends to it.</source>
        <translation>尚未收到任何事件。事件接口由 “main.py serve” 提供，设置 feed.port 和 feed.token 后开始监听；话务系统的对接方法见 docs/event_feed.zh.md。</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒绝次数</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators say it.</source>
        <translation>由现场督导、经理和管理员设定。</translation>
    </message>
    <message>
        <source>The name means nothing any more: events with it are refused.</source>
        <translation>该名称不再对应任何对象：含此名称的事件将被拒绝。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What the name means here</source>
        <translation>名称对应的对象</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未识别</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>对象已不存在</translation>
    </message>
    <message>
        <source>{count} events were refused since {since}.</source>
        <translation>自 {since} 起共拒绝 {count} 条事件。</translation>
    </message>
    <message>
        <source>{count} requests showed no token or a wrong one, the last on {at} from {address}: compare the sender&apos;s token with feed.token, or find out who that is.</source>
        <translation>{count} 次请求未带令牌或令牌错误，最近一次为 {at}，来自 {address}：请核对发送方令牌与 feed.token，或查明来源。</translation>
    </message>
    <message>
        <source>“{name}” &amp;means</source>
        <translation>“{name}”对应(&amp;M)</translation>
    </message>
    <message>
        <source>“{name}” means nothing any more</source>
        <translation>“{name}”不再对应任何对象</translation>
    </message>
    <message>
        <source>“{name}” means {means}</source>
        <translation>“{name}”对应{means}</translation>
    </message>
</context>
<context>
    <name>EventPage</name>
    <message>
        <source>&amp;Enter event</source>
        <translation>录入事件(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>删除(&amp;R)</translation>
    </message>
    <message>
        <source>New event</source>
        <translation>新事件</translation>
    </message>
    <message>
        <source>No event is known. Ends and starts of months, billing days and holidays are learned from history; enter what only people know: a promotion, an outage, a price change.</source>
        <translation>尚无事件。月末月初、出账日和节假日会从历史中学得；促销、故障、调价等只有人知道的，请在此录入。</translation>
    </message>
</context>
<context>
    <name>EventTable</name>
    <message>
        <source>Foreseeable events</source>
        <translation>可预见的事件</translation>
    </message>
</context>
<context>
    <name>EvidencePart</name>
    <message>
        <source>&amp;Open a copy</source>
        <translation>打开副本(&amp;O)</translation>
    </message>
    <message>
        <source>A&amp;dd files …</source>
        <translation>添加文件(&amp;D)…</translation>
    </message>
    <message>
        <source>Files to add</source>
        <translation>选择要添加的文件</translation>
    </message>
    <message>
        <source>In the program of this machine; the copy goes afterwards</source>
        <translation>用本机程序打开；副本随后自动删除</translation>
    </message>
    <message>
        <source>No file yet. Drop some here, paste a picture, or add files.</source>
        <translation>暂无文件。可拖放文件、粘贴图片，或点击“添加文件”。</translation>
    </message>
    <message>
        <source>Or drop files here, or paste a picture or files (Ctrl+V)</source>
        <translation>也可将文件拖放至此，或粘贴图片、文件 (Ctrl+V)</translation>
    </message>
    <message>
        <source>Remo&amp;ve …</source>
        <translation>移除(&amp;V)…</translation>
    </message>
    <message>
        <source>Save &amp;as …</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the file as</source>
        <translation>文件另存为</translation>
    </message>
    <message>
        <source>Take it off the complaint (Del)</source>
        <translation>从工单移除 (Del)</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>removed {at} by {person}: {reason}</source>
        <translation>{at} 由 {person} 移除：{reason}</translation>
    </message>
    <message>
        <source>{name} is saved</source>
        <translation>{name} 已保存</translation>
    </message>
    <message>
        <source>{number}: {count} files added</source>
        <translation>{number}：已添加 {count} 个文件</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>Before a holiday</source>
        <translation>节前</translation>
    </message>
    <message>
        <source>E&amp;xamples of:</source>
        <translation>示例目标(&amp;X)：</translation>
    </message>
    <message>
        <source>Friday 16:50</source>
        <translation>周五 16:50</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Own &amp;time:</source>
        <translation>自定时间(&amp;T)：</translation>
    </message>
    <message>
        <source>Own time</source>
        <translation>自定时间</translation>
    </message>
    <message>
        <source>Own time of receipt</source>
        <translation>自定受理时间</translation>
    </message>
    <message>
        <source>Target of the examples</source>
        <translation>示例的时效目标</translation>
    </message>
    <message>
        <source>○ in force   ● draft   ▮ day that counts   ▨ closed for hours</source>
        <translation>○ 现行   ● 草稿   ▮ 计入的日子   ▨ 部分时间停业</translation>
    </message>
</context>
<context>
    <name>ExportFaq</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>&amp;Title:</source>
        <translation>标题(&amp;T)：</translation>
    </message>
    <message>
        <source>&amp;Write the site</source>
        <translation>生成网站(&amp;W)</translation>
    </message>
    <message>
        <source>Articles on the site: {count}</source>
        <translation>网站文章：{count} 篇</translation>
    </message>
    <message>
        <source>C&amp;hoose …</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>Every published article that is public becomes a page. The site needs no server and fetches nothing.</source>
        <translation>每篇已发布且对外公开的文章生成一页。网站无需服务器，也不加载任何外部内容。</translation>
    </message>
    <message>
        <source>F&amp;older:</source>
        <translation>文件夹(&amp;O)：</translation>
    </message>
    <message>
        <source>Frequently asked questions</source>
        <translation>常见问题</translation>
    </message>
    <message>
        <source>Look at &amp;it</source>
        <translation>查看(&amp;I)</translation>
    </message>
    <message>
        <source>Where to write the site</source>
        <translation>网站保存位置</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>Floorwatch met a fault that it did not expect. What you were doing was not carried out.</source>
        <translation>督导台遇到了意外故障，您刚才的操作没有完成。</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出现故障</translation>
    </message>
    <message>
        <source>The log holds the details; you can go on working.</source>
        <translation>详情已写入日志；您可以继续工作。</translation>
    </message>
</context>
<context>
    <name>FeedRejects</name>
    <message>
        <source>&amp;Put aside</source>
        <translation>不再处理(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>It is tried again by itself every half hour, and at once when it changes at the source.</source>
        <translation>每半小时自动重试；在来源系统中有变化时立即重试。</translation>
    </message>
    <message>
        <source>Nothing that this source brought is refused any more.</source>
        <translation>该数据源已没有被拒收的内容。</translation>
    </message>
    <message>
        <source>Put aside what {name} brought</source>
        <translation>不再处理 {name} 的这些内容</translation>
    </message>
    <message>
        <source>Put right what is in the folder “refused”, and put it into the watched folder again.</source>
        <translation>请更正“refused”文件夹中的文件，再放回被监视的文件夹。</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>{name} is read within seconds</source>
        <translation>{name} 将在数秒内读取</translation>
    </message>
</context>
<context>
    <name>Feeds</name>
    <message>
        <source>&amp;Go on</source>
        <translation>恢复(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Read now</source>
        <translation>立即读取(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Test the connection</source>
        <translation>测试连接(&amp;T)</translation>
    </message>
    <message>
        <source>It is paused: nothing is read until it goes on.</source>
        <translation>已暂停：恢复之前不会读取。</translation>
    </message>
    <message>
        <source>Last read {at}.</source>
        <translation>上次读取 {at}。</translation>
    </message>
    <message>
        <source>Next {at}.</source>
        <translation>下次 {at}。</translation>
    </message>
    <message>
        <source>No source yet. Choose a kind, fill in the form, try it and save it: from then on complaints come by themselves, by “main.py serve” or by this console.</source>
        <translation>还没有数据源。选择类型，填写表单，测试连接后保存：此后投诉会自动进入，由“main.py serve”或本控制台读取。</translation>
    </message>
    <message>
        <source>Pause it first. What it brought stays.</source>
        <translation>请先暂停。已接收的投诉会保留。</translation>
    </message>
    <message>
        <source>Re&amp;fused: {count} …</source>
        <translation>未接收：{count}(&amp;F)…</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>删除(&amp;M)</translation>
    </message>
    <message>
        <source>So far {counts}.</source>
        <translation>累计{counts}。</translation>
    </message>
    <message>
        <source>Supervisors, managers and administrators set up sources.</source>
        <translation>由督导、经理和管理员设置数据源。</translation>
    </message>
    <message>
        <source>The connection is being tried …</source>
        <translation>正在测试连接…</translation>
    </message>
    <message>
        <source>answers: {count}</source>
        <translation>回复 {count} 封</translation>
    </message>
    <message>
        <source>automatic mails left alone: {count}</source>
        <translation>忽略自动邮件 {count} 封</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>changes: {count}</source>
        <translation>更新 {count} 次</translation>
    </message>
    <message>
        <source>complaints: {count}</source>
        <translation>投诉 {count} 件</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未读取</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>{kind}.</source>
        <translation>{kind}。</translation>
    </message>
    <message>
        <source>{name} goes on</source>
        <translation>{name} 已恢复</translation>
    </message>
    <message>
        <source>{name} is read within seconds</source>
        <translation>{name} 将在数秒内读取</translation>
    </message>
    <message>
        <source>{name} paused</source>
        <translation>{name} 已暂停</translation>
    </message>
    <message>
        <source>{name} removed</source>
        <translation>已删除 {name}</translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>✓ It can be read as it is set up.</source>
        <translation>✓ 按此设置可以读取。</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>A .csv, .txt or .xlsx file, also packed as .gz; or drop it here</source>
        <translation>.csv、.txt 或 .xlsx 文件，也可为 .gz 压缩；可拖放到此处</translation>
    </message>
    <message>
        <source>C&amp;hoose …</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>要导入的文件</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.gz *.xlsx);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt *.gz *.xlsx);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>FileTaker</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>FilterChips</name>
    <message>
        <source>A deadline falls within the next hour.</source>
        <translation>一小时内到期。</translation>
    </message>
    <message>
        <source>A deadline has passed.</source>
        <translation>时效已超。</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Due &lt; 1 h</source>
        <translation>1 小时内</translation>
    </message>
    <message>
        <source>Fraud, data leak, personal safety, press, regulator.</source>
        <translation>欺诈、数据泄露、人身安全、媒体、监管。</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>In time</source>
        <translation>未超时</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>无时效</translation>
    </message>
    <message>
        <source>No ticket here has any</source>
        <translation>这里的工单都没有</translation>
    </message>
    <message>
        <source>Nobody owns it yet.</source>
        <translation>尚无处理人。</translation>
    </message>
    <message>
        <source>Nobody&apos;s</source>
        <translation>未分派</translation>
    </message>
    <message>
        <source>Not high risk</source>
        <translation>非高风险</translation>
    </message>
    <message>
        <source>Not waiting</source>
        <translation>未在等待</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Show all again</source>
        <translation>恢复显示全部</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Take this away</source>
        <translation>取消此条件</translation>
    </message>
    <message>
        <source>The customer&apos;s answer is awaited.</source>
        <translation>正在等待客户答复。</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>You own it.</source>
        <translation>由您处理。</translation>
    </message>
</context>
<context>
    <name>FollowUp</name>
    <message>
        <source>Busy</source>
        <translation>占线</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>约定回拨</translation>
    </message>
    <message>
        <source>Can be called</source>
        <translation>可拨打</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>客户</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Followed up: {number}</source>
        <translation>回访完成：{number}</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无人接听</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>已接通</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒访</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Taken by</source>
        <translation>领取人</translation>
    </message>
    <message>
        <source>The score has reopened {number}</source>
        <translation>低分评价已重新打开 {number}</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>拨打情况</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>号码有误</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>不满意</translation>
    </message>
    <message>
        <source>compensation</source>
        <translation>补偿</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>good</source>
        <translation>满意</translation>
    </message>
    <message>
        <source>late by {span}</source>
        <translation>已超 {span}</translation>
    </message>
    <message>
        <source>not informed</source>
        <translation>未告知进展</translation>
    </message>
    <message>
        <source>not solved</source>
        <translation>问题未解决</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>too slow</source>
        <translation>处理太慢</translation>
    </message>
    <message>
        <source>unfriendly</source>
        <translation>态度不好</translation>
    </message>
    <message>
        <source>very bad</source>
        <translation>很不满意</translation>
    </message>
    <message>
        <source>very good</source>
        <translation>很满意</translation>
    </message>
    <message>
        <source>{number}: anybody can make this call again</source>
        <translation>{number}：该回访已放回，任何人可领取</translation>
    </message>
    <message>
        <source>{number}: next try {when}</source>
        <translation>{number}：下次拨打 {when}</translation>
    </message>
    <message>
        <source>{number}: the other number can be tried</source>
        <translation>{number}：可改拨另一号码</translation>
    </message>
</context>
<context>
    <name>FollowUpForm</name>
    <message>
        <source>&amp;Record</source>
        <translation>登记(&amp;R)</translation>
    </message>
    <message>
        <source>Best called {hours}</source>
        <translation>方便致电 {hours}</translation>
    </message>
    <message>
        <source>Call back at</source>
        <translation>回拨时间</translation>
    </message>
    <message>
        <source>How content is the customer with the result? Keys 1 to 5; without points the call alone.</source>
        <translation>客户对处理结果是否满意？按 1–5 评分；不评分则只登记通话。</translation>
    </message>
    <message>
        <source>No reason</source>
        <translation>无原因</translation>
    </message>
    <message>
        <source>Nobody is chosen</source>
        <translation>未选中回访</translation>
    </message>
    <message>
        <source>Note on the call</source>
        <translation>通话备注</translation>
    </message>
    <message>
        <source>Tries: {tries}</source>
        <translation>已拨打：{tries}</translation>
    </message>
    <message>
        <source>Unknown customer</source>
        <translation>未知客户</translation>
    </message>
    <message>
        <source>What the customer says</source>
        <translation>客户意见</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>no telephone number</source>
        <translation>无电话号码</translation>
    </message>
</context>
<context>
    <name>FollowUpPane</name>
    <message>
        <source>Complaint, customer, telephone</source>
        <translation>工单、客户、电话</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>Let anybody make this call again</source>
        <translation>放回列表，任何人可领取</translation>
    </message>
    <message>
        <source>Make this call yourself, and see the complaint (Enter)</source>
        <translation>领取该回访并查看工单（回车）</translation>
    </message>
    <message>
        <source>No follow-up matches. Empty the search to see all.</source>
        <translation>没有匹配的回访。清空搜索可查看全部。</translation>
    </message>
    <message>
        <source>Nobody is to be called. Each complaint that is resolved comes here, to ask how content they are.</source>
        <translation>暂无待回访。投诉解决后会出现在这里，以便询问客户是否满意。</translation>
    </message>
    <message>
        <source>Search the call list</source>
        <translation>搜索回访列表</translation>
    </message>
    <message>
        <source>Take and show</source>
        <translation>领取并查看</translation>
    </message>
    <message>
        <source>The call list is being read.</source>
        <translation>正在读取回访列表。</translation>
    </message>
    <message>
        <source>{ready} of {count} can be called now</source>
        <translation>共 {count} 件，现在可拨打 {ready} 件</translation>
    </message>
</context>
<context>
    <name>FollowUpPart</name>
    <message>
        <source>A follow-up is owed once the complaint is resolved.</source>
        <translation>投诉解决后需要回访。</translation>
    </message>
    <message>
        <source>No follow-up is owed.</source>
        <translation>无需回访。</translation>
    </message>
    <message>
        <source>The follow-up was done {when}.</source>
        <translation>回访已于 {when} 完成。</translation>
    </message>
    <message>
        <source>reopened the complaint</source>
        <translation>已重新打开投诉</translation>
    </message>
</context>
<context>
    <name>Forecast</name>
    <message>
        <source>A week ahead</source>
        <translation>提前一周</translation>
    </message>
    <message>
        <source>Ahead</source>
        <translation>日前</translation>
    </message>
    <message>
        <source>All days ahead</source>
        <translation>预测期合计</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>综合</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>出账</translation>
    </message>
    <message>
        <source>By category</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>By queue</source>
        <translation>按技能组</translation>
    </message>
    <message>
        <source>By source</source>
        <translation>按来源</translation>
    </message>
    <message>
        <source>Came in 7 days</source>
        <translation>近7天实际</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>随机下限</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>增减</translation>
    </message>
    <message>
        <source>Comes back</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>来电</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>Days ahead</source>
        <translation>提前天数</translation>
    </message>
    <message>
        <source>Days judged</source>
        <translation>评估天数</translation>
    </message>
    <message>
        <source>During the day</source>
        <translation>日内</translation>
    </message>
    <message>
        <source>Each month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>Each year</source>
        <translation>每年</translation>
    </message>
    <message>
        <source>End of month</source>
        <translation>月末</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>人工录入</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>首日</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起</translation>
    </message>
    <message>
        <source>From where</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Holiday</source>
        <translation>节假日</translation>
    </message>
    <message>
        <source>Holt-Winters</source>
        <translation>霍尔特-温特斯</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>照搬上周</translation>
    </message>
    <message>
        <source>Learned from {count} samples</source>
        <translation>由 {count} 个样本学得</translation>
    </message>
    <message>
        <source>Learned, then edited</source>
        <translation>学得后已改</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>生成时间</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Next 7 days</source>
        <translation>未来7天</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Off by</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Off in 28 days</source>
        <translation>近28天误差</translation>
    </message>
    <message>
        <source>Off in 7 days</source>
        <translation>近7天误差</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>一次</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Outage</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>分项</translation>
    </message>
    <message>
        <source>People of tier 1 / 2 / 3</source>
        <translation>一/二/三级人数</translation>
    </message>
    <message>
        <source>Promotion</source>
        <translation>促销</translation>
    </message>
    <message>
        <source>Proposed: seen in {count} years</source>
        <translation>建议：{count} 年出现过</translation>
    </message>
    <message>
        <source>Proposed: seen once</source>
        <translation>建议：出现过一次</translation>
    </message>
    <message>
        <source>Quarter-hours</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Regression</source>
        <translation>泊松回归</translation>
    </message>
    <message>
        <source>Rest day worked</source>
        <translation>调休上班</translation>
    </message>
    <message>
        <source>Same weekdays</source>
        <translation>同星期均值</translation>
    </message>
    <message>
        <source>Start of month</source>
        <translation>月初</translation>
    </message>
    <message>
        <source>That day</source>
        <translation>首日总量</translation>
    </message>
    <message>
        <source>To</source>
        <translation>止</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>Without category</source>
        <translation>未分类</translation>
    </message>
    <message>
        <source>{days} and {count} days before</source>
        <translation>{days} 及此前 {count} 天</translation>
    </message>
</context>
<context>
    <name>ForecastPane</name>
    <message>
        <source>Accuracy</source>
        <translation>准确度</translation>
    </message>
    <message>
        <source>Accuracy of the forecast</source>
        <translation>预测准确度</translation>
    </message>
    <message>
        <source>All parts together: off by {error} a day ahead, where last week repeated is off by {naive}; {days} days.</source>
        <translation>各分项合计：提前一天误差 {error}，照搬上周为 {naive}；共评估 {days} 天。</translation>
    </message>
    <message>
        <source>Contacts are reported without source and category: they are split by queue only.</source>
        <translation>来电数据不含来源和类别，只能按技能组拆分。</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>逐日</translation>
    </message>
    <message>
        <source>Each queue has a forecast of its own; the errors are those of the back-test.</source>
        <translation>各技能组单独预测；误差取自回测。</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Forecast &amp;anew</source>
        <translation>重新预测(&amp;A)</translation>
    </message>
    <message>
        <source>Grey came (the stroke was expected), blue is expected; four days of five end within the thin line.</source>
        <translation>灰柱为实际（横线为当时的预测），蓝柱为预测；八成日子落在细线之内。</translation>
    </message>
    <message>
        <source>How good the split is can be said once three weeks are recorded.</source>
        <translation>记录满三周后才能评估拆分准确度。</translation>
    </message>
    <message>
        <source>It is made anew each night; this makes it now, from all that is recorded.</source>
        <translation>每晚自动重新预测；点此按现有全部记录立即重新预测。</translation>
    </message>
    <message>
        <source>Not on record, and left out: {days}.</source>
        <translation>无记录、未计入：{days}。</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>分项</translation>
    </message>
    <message>
        <source>Parts of the forecast</source>
        <translation>预测分项</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Split of the forecast</source>
        <translation>预测拆分方式</translation>
    </message>
    <message>
        <source>The forecast is being read.</source>
        <translation>正在读取预测。</translation>
    </message>
    <message>
        <source>There is no forecast yet. It is made each night once {days} whole days are recorded, or now by “Forecast anew”; until then the average of the same weekdays stands in.</source>
        <translation>暂无预测。有 {days} 个完整日的记录后每晚自动生成，也可点“重新预测”立即生成；在此之前以同星期均值代替。</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Versions of the forecast</source>
        <translation>预测版本</translation>
    </message>
    <message>
        <source>What is counted</source>
        <translation>统计对象</translation>
    </message>
    <message>
        <source>What published forecasts missed</source>
        <translation>已发布预测的实际误差</translation>
    </message>
    <message>
        <source>What published forecasts of {queue} really missed, day by day:</source>
        <translation>“{queue}”已发布预测的实际误差（按天）：</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>“?”: not on record.</source>
        <translation>“?”：无记录。</translation>
    </message>
    <message>
        <source>{model}: off by {error} a day ahead, where last week repeated is off by {naive} and chance alone makes {floor}. Learned from {days} days, made {made}.</source>
        <translation>{model}：提前一天误差 {error}；照搬上周为 {naive}，随机下限 {floor}。由 {days} 天学得，{made} 生成。</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>GuidePane</name>
    <message>
        <source>A made-up floor: nothing is real, and nothing is sent. It began at {time}.</source>
        <translation>这是虚构的演示现场：内容都不是真实的，也不会向外发送任何消息。演示从 {time} 开始。</translation>
    </message>
    <message>
        <source>Answered at {time}.</source>
        <translation>已于 {time} 响应。</translation>
    </message>
    <message>
        <source>Done at {time}, and on record.</source>
        <translation>已于 {time} 完成，并已留痕。</translation>
    </message>
    <message>
        <source>Drag one from the queue on to a person in the agent load. It can be undone.</source>
        <translation>从队列中拖一件投诉到坐席负荷中的一位坐席上；可以撤销。</translation>
    </message>
    <message>
        <source>Late complaints are red and stand at the top of the queue.</source>
        <translation>超时投诉以红色标记，排在队列最上方。</translation>
    </message>
    <message>
        <source>One agent has not come today. The nearer a deadline, the higher the people who are told.</source>
        <translation>今天有一位坐席没有到岗。时限越近，通知的层级越高。</translation>
    </message>
    <message>
        <source>Open the complaint</source>
        <translation>打开工单</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Show the alerts</source>
        <translation>查看告警</translation>
    </message>
    <message>
        <source>Show the arrivals</source>
        <translation>查看进线</translation>
    </message>
    <message>
        <source>Show what is late</source>
        <translation>查看超时投诉</translation>
    </message>
    <message>
        <source>Soon something will break. Watch “Arrivals” in the figures at the top.</source>
        <translation>很快会有故障发生。请留意顶部指标中的“进线”。</translation>
    </message>
    <message>
        <source>There it is proposed how many of each tier to call, and shown what that does to the next hours.</source>
        <translation>那里会建议各级呼叫多少人，并预演对之后几小时的影响。</translation>
    </message>
    <message>
        <source>A climbed ladder</source>
        <translation>逐级升级</translation>
    </message>
    <message>
        <source>A late complaint</source>
        <translation>投诉超时</translation>
    </message>
    <message>
        <source>A surge</source>
        <translation>突发进线</translation>
    </message>
    <message>
        <source>Called at {time}: {count}. Have said yes: {accepted}.</source>
        <translation>{time} 呼叫 {count} 人，{accepted} 人已应答到岗。</translation>
    </message>
    <message>
        <source>Help is there</source>
        <translation>支援到位</translation>
    </message>
    <message>
        <source>Noticed at {time}: arrivals are {growth} above the forecast.</source>
        <translation>{time} 触发突发告警：进线高于预测 {growth}。</translation>
    </message>
    <message>
        <source>Noticed at {time}: more complaints arrive than the forecast allows for.</source>
        <translation>{time} 触发突发告警：进线超出预测范围。</translation>
    </message>
    <message>
        <source>Show the backup staff</source>
        <translation>查看备班</translation>
    </message>
    <message>
        <source>The first of them came on at {time}. When it is calm, send them back.</source>
        <translation>首位支援人员 {time} 上岗。平稳后请安排撤回。</translation>
    </message>
    <message>
        <source>Time runs {speed} times as fast.</source>
        <translation>时间以 {speed} 倍速度运行。</translation>
    </message>
    <message>
        <source>Time stands still.</source>
        <translation>时间静止。</translation>
    </message>
    <message>
        <source>When the surge raises an alert, acknowledge it: everybody sees that somebody is on it.</source>
        <translation>突发告警出现后请确认，让所有人知道已有人处理。</translation>
    </message>
    <message>
        <source>Who is called answers in a minute or two, and comes on. When it is calm, send them back.</source>
        <translation>被呼叫的人一两分钟内应答并上岗。平稳后请安排撤回。</translation>
    </message>
    <message>
        <source>Your turn: answer the alert</source>
        <translation>轮到您：响应告警</translation>
    </message>
    <message>
        <source>Your turn: call backup staff</source>
        <translation>轮到您：启动备班</translation>
    </message>
    <message>
        <source>Your turn: give a complaint to somebody with room</source>
        <translation>轮到您：把投诉分给有余力的人</translation>
    </message>
    <message>
        <source>{number} climbed the ladder: {told}.</source>
        <translation>{number} 已逐级升级：{told}。</translation>
    </message>
    <message>
        <source>{number} is late: {target} was due at {time}.</source>
        <translation>{number} 已超时：{target}应于 {time} 前完成。</translation>
    </message>
    <message>
        <source>{number} is late: {target} was due at {time}. Told before: {told}.</source>
        <translation>{number} 已超时：{target}应于 {time} 前完成。此前已通知：{told}。</translation>
    </message>
    <message>
        <source>{role} {name} at {time}</source>
        <translation>{time} {role}{name}</translation>
    </message>
    <message>
        <source>{speed} ×</source>
        <translation>{speed} 倍速</translation>
    </message>
</context>
<context>
    <name>Herald</name>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>&amp;Incident report (Excel) …</source>
        <translation>复盘报告 (Excel)(&amp;I)…</translation>
    </message>
    <message>
        <source>Activations of the last three months</source>
        <translation>近三个月的备班</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>呼叫记录</translation>
    </message>
    <message>
        <source>Nobody has been called for help in the last three months. A drill shows how it goes.</source>
        <translation>近三个月没有备班记录。可先演练一次。</translation>
    </message>
    <message>
        <source>Time line, people, effect and cost of the selected activation</source>
        <translation>所选备班的时间线、人员、效果和成本</translation>
    </message>
    <message>
        <source>What happened in the selected activation</source>
        <translation>所选备班的经过</translation>
    </message>
</context>
<context>
    <name>Hotspots</name>
    <message>
        <source>Belongs to</source>
        <translation>所属事件</translation>
    </message>
    <message>
        <source>Category: {value}</source>
        <translation>类别：{value}</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>投诉工单</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉数</translation>
    </message>
    <message>
        <source>Incident</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>建立于</translation>
    </message>
    <message>
        <source>Ordered from {first} to {last}</source>
        <translation>下单日期：{first} 至 {last}</translation>
    </message>
    <message>
        <source>Ordered on {first}</source>
        <translation>下单日期：{first}</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Place: {value}</source>
        <translation>地点：{value}</translation>
    </message>
    <message>
        <source>Product: {value}</source>
        <translation>产品：{value}</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始于</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>处理状态</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Unsolved</source>
        <translation>未解决</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>平时</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Words: {value}</source>
        <translation>共同用语：{value}</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>持续中</translation>
    </message>
    <message>
        <source>incident</source>
        <translation>已建事件</translation>
    </message>
    <message>
        <source>open</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>solved</source>
        <translation>已解决</translation>
    </message>
    <message>
        <source>{count} more fit</source>
        <translation>另有 {count} 件符合</translation>
    </message>
</context>
<context>
    <name>HotspotsPane</name>
    <message>
        <source>&amp;Add {count} that fit</source>
        <translation>并入 {count} 件符合的投诉(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Open an incident…</source>
        <translation>建立事件(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Reopen…</source>
        <translation>重新打开(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Solve…</source>
        <translation>统一解决(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Take out</source>
        <translation>移出事件(&amp;T)</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉工单</translation>
    </message>
    <message>
        <source>Complaints taken out of the incident: {count}</source>
        <translation>已移出事件的投诉：{count} 件</translation>
    </message>
    <message>
        <source>Group these complaints under one incident, to solve them once</source>
        <translation>把这些投诉归入一个事件，统一解决</translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation>热点</translation>
    </message>
    <message>
        <source>Hotspots ({count})</source>
        <translation>热点（{count}）</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Incidents ({count})</source>
        <translation>事件（{count}）</translation>
    </message>
    <message>
        <source>Let the selected complaints belong to this incident no more</source>
        <translation>让所选投诉不再属于该事件</translation>
    </message>
    <message>
        <source>No incident is open. Open one from a hotspot: all its complaints are then solved at once.</source>
        <translation>目前没有事件。可由热点建立事件，其全部投诉即可统一解决。</translation>
    </message>
    <message>
        <source>Nothing is complained of more often than usual. What many suddenly complain of stands here by itself, once five weeks of complaints are known.</source>
        <translation>目前没有高于平时的投诉。积累五周投诉后，突然增多的问题会自动出现在这里。</translation>
    </message>
    <message>
        <source>O&amp;wner…</source>
        <translation>负责人(&amp;W)…</translation>
    </message>
    <message>
        <source>Resolve all complaints of this incident with one solution</source>
        <translation>用同一方案解决该事件的全部投诉</translation>
    </message>
    <message>
        <source>Root cause: {cause}</source>
        <translation>根本原因：{cause}</translation>
    </message>
    <message>
        <source>Show the &amp;incident</source>
        <translation>查看事件(&amp;I)</translation>
    </message>
    <message>
        <source>Solved by {person}: {solution}</source>
        <translation>{person} 已解决：{solution}</translation>
    </message>
    <message>
        <source>The hotspots are being read.</source>
        <translation>正在读取热点。</translation>
    </message>
    <message>
        <source>{count} complaints in {days} days; about {usual} are usual.</source>
        <translation>{days} 天内 {count} 件投诉，平时约 {usual} 件。</translation>
    </message>
    <message>
        <source>“{title}” has {count} complaints more.</source>
        <translation>“{title}”新并入 {count} 件投诉。</translation>
    </message>
</context>
<context>
    <name>Impact</name>
    <message>
        <source>Complaint</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Due then</source>
        <translation>变更后到期</translation>
    </message>
    <message>
        <source>Due until now</source>
        <translation>现到期</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Moves by</source>
        <translation>变动</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>Steps now</source>
        <translation>即时步骤</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>时效目标</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>becomes late</source>
        <translation>变为超时</translation>
    </message>
    <message>
        <source>no longer late</source>
        <translation>不再超时</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>stays late</source>
        <translation>仍超时</translation>
    </message>
</context>
<context>
    <name>ImpactPage</name>
    <message>
        <source>&amp;Look at the effect</source>
        <translation>查看影响(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Not yet</source>
        <translation>暂不(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Put in force</source>
        <translation>生效(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Put in force …</source>
        <translation>生效(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>原因(&amp;R)：</translation>
    </message>
    <message>
        <source>Become late: {count}</source>
        <translation>变为超时：{count}</translation>
    </message>
    <message>
        <source>Deadlines changed since {time}: {count}. Look again.</source>
        <translation>{time} 之后已有 {count} 个时限发生变化，请重新查看影响。</translation>
    </message>
    <message>
        <source>Deadlines that move: {count}</source>
        <translation>变动的时限：{count}</translation>
    </message>
    <message>
        <source>Deadlines that the draft concerns</source>
        <translation>草稿涉及的时限</translation>
    </message>
    <message>
        <source>Look at the effect: which deadlines move, which become late, which steps fall due at once.</source>
        <translation>点击“查看影响”：哪些时限变动，哪些变为超时，哪些升级步骤立即到期。</translation>
    </message>
    <message>
        <source>Looking at the effect on open complaints</source>
        <translation>正在计算对未结工单的影响</translation>
    </message>
    <message>
        <source>New complaints come under these rules at once. It can be undone in one step.</source>
        <translation>新工单立即按此规则计时。可一步撤销。</translation>
    </message>
    <message>
        <source>No deadline of this kind. New complaints come under these rules once they are in force.</source>
        <translation>没有此类时限。生效后新工单按此规则计时。</translation>
    </message>
    <message>
        <source>No longer late: {count}</source>
        <translation>不再超时：{count}</translation>
    </message>
    <message>
        <source>No longer promised: {count}</source>
        <translation>不再承诺：{count}</translation>
    </message>
    <message>
        <source>Put in force</source>
        <translation>生效</translation>
    </message>
    <message>
        <source>Putting the rules in force</source>
        <translation>规则正在生效</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>There is no draft that holds: edit a copy of the rules, and mend what is marked in it.</source>
        <translation>没有有效的草稿：请编辑规则副本，并改正其中标出的问题。</translation>
    </message>
    <message>
        <source>Which deadlines are listed</source>
        <translation>列出哪些时限</translation>
    </message>
    <message>
        <source>With steps that fall due at once</source>
        <translation>有立即到期的步骤</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
    <message>
        <source>the first {count} are listed</source>
        <translation>只列出前 {count} 个</translation>
    </message>
    <message>
        <source>why the rules change: everybody can read it later</source>
        <translation>为何修改规则：以后人人可查</translation>
    </message>
</context>
<context>
    <name>ImportRows</name>
    <message>
        <source>&amp;Columns:</source>
        <translation>列映射(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>文件(&amp;F)：</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>导入(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>预览(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;What:</source>
        <translation>内容(&amp;W)：</translation>
    </message>
    <message>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <source>An import would bring {added} new, change {changed}, leave {unchanged} as before.</source>
        <translation>导入后将新增 {added}，变更 {changed}，不变 {unchanged}。</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Choose a file first, or drop one here.</source>
        <translation>请先选择文件，或将文件拖到此处。</translation>
    </message>
    <message>
        <source>Choose a file: “Preview” shows here what it holds altogether, and writes nothing.</source>
        <translation>请选择文件：“预览”会在此列出文件的汇总内容，不写入任何数据。</translation>
    </message>
    <message>
        <source>Choose a mapping: it says which columns of the file hold what.</source>
        <translation>请选择映射：它说明文件各列的含义。</translation>
    </message>
    <message>
        <source>From {first} to {last} ({zone}).</source>
        <translation>时间范围：{first} 至 {last}（{zone}）。</translation>
    </message>
    <message>
        <source>Imported: {added} new, {changed} changed, {unchanged} as before.</source>
        <translation>已导入：新增 {added}，变更 {changed}，未变 {unchanged}。</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>正在导入 {name}</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <source>The rejected rows and the reasons are in {file}.</source>
        <translation>被拒绝的行及原因见 {file}。</translation>
    </message>
    <message>
        <source>What the file holds</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>What the file holds altogether</source>
        <translation>文件汇总</translation>
    </message>
    <message>
        <source>{rows} rows read; {left_out} left out, {rejected} rejected.</source>
        <translation>共读取 {rows} 行；略过 {left_out} 行，拒绝 {rejected} 行。</translation>
    </message>
</context>
<context>
    <name>ImportTickets</name>
    <message>
        <source>&amp;Import</source>
        <translation>导入(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>预览(&amp;P)</translation>
    </message>
    <message>
        <source>Arming the clocks</source>
        <translation>正在启用时钟</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Choose a file first, or drop one here.</source>
        <translation>请先选择文件，或将文件拖到此处。</translation>
    </message>
    <message>
        <source>Choose a mapping: it says which columns of the file hold what.</source>
        <translation>请选择字段映射：它说明文件各列的含义。</translation>
    </message>
    <message>
        <source>Import &amp;another file</source>
        <translation>导入其他文件(&amp;A)</translation>
    </message>
    <message>
        <source>Imported: {added} complaints new, {changed} changed</source>
        <translation>已导入：新增投诉 {added} 件，变更 {changed} 件</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>正在导入 {name}</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <source>{count} clocks escalate from now on</source>
        <translation>{count} 个时钟已启用升级</translation>
    </message>
</context>
<context>
    <name>Inbox</name>
    <message>
        <source>{number}: seen, no more reminders of this step</source>
        <translation>{number}：已知悉，此步骤不再重复提醒</translation>
    </message>
</context>
<context>
    <name>InboxList</name>
    <message>
        <source>Do not remind again of the message that is chosen; higher steps still come (K)</source>
        <translation>所选提醒不再重复，更高的升级步骤照常通知（K）</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Mark the messages that are listed as read</source>
        <translation>将列出的消息标为已读</translation>
    </message>
    <message>
        <source>Messages: {count} unread</source>
        <translation>消息：{count} 条未读</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>知悉</translation>
    </message>
    <message>
        <source>Unread messages</source>
        <translation>未读消息</translation>
    </message>
    <message>
        <source>comes again</source>
        <translation>会重复</translation>
    </message>
    <message>
        <source>due {time}</source>
        <translation>时限 {time}</translation>
    </message>
    <message>
        <source>to everybody</source>
        <translation>发给所有人</translation>
    </message>
</context>
<context>
    <name>Incident</name>
    <message>
        <source>Incident report</source>
        <translation>复盘报告</translation>
    </message>
    <message>
        <source>Writing {name}</source>
        <translation>正在写入 {name}</translation>
    </message>
    <message>
        <source>incident</source>
        <translation>复盘</translation>
    </message>
    <message>
        <source>{name} is written</source>
        <translation>{name} 已写好</translation>
    </message>
</context>
<context>
    <name>Indicators</name>
    <message>
        <source>Also done by {process}</source>
        <translation>{process} 也在做</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Delivery never ran</source>
        <translation>发送从未运行</translation>
    </message>
    <message>
        <source>Delivery runs</source>
        <translation>发送正常</translation>
    </message>
    <message>
        <source>Delivery silent for {span}</source>
        <translation>发送已停 {span}</translation>
    </message>
    <message>
        <source>Delivery unknown</source>
        <translation>发送状态未知</translation>
    </message>
    <message>
        <source>It waits until somebody confirms the time: {reason}</source>
        <translation>等待人工确认时间：{reason}</translation>
    </message>
    <message>
        <source>Messages wait</source>
        <translation>消息积压</translation>
    </message>
    <message>
        <source>No database</source>
        <translation>无数据库</translation>
    </message>
    <message>
        <source>Ran {ago} ago in {process}</source>
        <translation>{ago}前在 {process} 运行</translation>
    </message>
    <message>
        <source>Sweep held</source>
        <translation>巡检已暂停</translation>
    </message>
    <message>
        <source>Sweep never ran</source>
        <translation>从未巡检</translation>
    </message>
    <message>
        <source>Sweep runs</source>
        <translation>巡检正常</translation>
    </message>
    <message>
        <source>Sweep silent for {span}</source>
        <translation>巡检已停 {span}</translation>
    </message>
    <message>
        <source>Sweep unknown</source>
        <translation>巡检未知</translation>
    </message>
    <message>
        <source>Time of the floor: {zone}</source>
        <translation>现场时间：{zone}</translation>
    </message>
</context>
<context>
    <name>Keyboard</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Find a key by what it does</source>
        <translation>按功能查找快捷键</translation>
    </message>
    <message>
        <source>No key does that. Search for less.</source>
        <translation>没有符合的按键，请减少搜索词。</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>想做什么？</translation>
    </message>
</context>
<context>
    <name>Knowledge</name>
    <message>
        <source>Articles, the likeliest {count}</source>
        <translation>文章：最相关的 {count} 篇</translation>
    </message>
    <message>
        <source>Articles: {count}</source>
        <translation>文章：{count}</translation>
    </message>
    <message>
        <source>Complaints, the likeliest {count}</source>
        <translation>投诉：最相关的 {count} 条</translation>
    </message>
    <message>
        <source>Complaints: {count}</source>
        <translation>投诉：{count}</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Due for review</source>
        <translation>待复核</translation>
    </message>
    <message>
        <source>Internal</source>
        <translation>仅内部</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>对外公开</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>已发布</translation>
    </message>
    <message>
        <source>Published articles</source>
        <translation>已发布文章</translation>
    </message>
    <message>
        <source>Retired</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Retired articles</source>
        <translation>已停用文章</translation>
    </message>
    <message>
        <source>changed {day}</source>
        <translation>更新于 {day}</translation>
    </message>
    <message>
        <source>helped {helped}, did not {missed}</source>
        <translation>有用 {helped} 次，没用 {missed} 次</translation>
    </message>
    <message>
        <source>review {day}</source>
        <translation>复核日 {day}</translation>
    </message>
    <message>
        <source>▲ review was due {day}</source>
        <translation>▲ 应于 {day} 复核</translation>
    </message>
</context>
<context>
    <name>KnowledgePane</name>
    <message>
        <source>Article</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Articles and complaints</source>
        <translation>文章和投诉</translation>
    </message>
    <message>
        <source>List the articles that are to be looked over</source>
        <translation>列出待复核的文章</translation>
    </message>
    <message>
        <source>No article is chosen</source>
        <translation>未选择文章</translation>
    </message>
    <message>
        <source>No article is due for review.</source>
        <translation>没有待复核的文章。</translation>
    </message>
    <message>
        <source>No article is published yet. Write one here with “New article”, or make one from a solved complaint: “Knowledge” beside the case.</source>
        <translation>尚未发布文章。点“新建文章”撰写，或在已解决投诉旁的“知识”页由投诉生成文章。</translation>
    </message>
    <message>
        <source>No article is retired.</source>
        <translation>没有停用的文章。</translation>
    </message>
    <message>
        <source>Nothing holds “{words}”. Shown is what holds “{meant}”.</source>
        <translation>没有包含“{words}”的内容，已显示“{meant}”的结果。</translation>
    </message>
    <message>
        <source>Nothing holds “{words}”. Try fewer or other words.</source>
        <translation>没有包含“{words}”的内容，请减少或更换词语。</translation>
    </message>
    <message>
        <source>Open {number}</source>
        <translation>打开 {number}</translation>
    </message>
    <message>
        <source>Search articles and complaints</source>
        <translation>搜索文章和投诉</translation>
    </message>
    <message>
        <source>Texts that have just changed and are found only as they are spelled: {count}</source>
        <translation>刚改动、暂时只能按原样文字搜到的内容：{count} 条</translation>
    </message>
    <message>
        <source>The articles are being read.</source>
        <translation>正在读取文章。</translation>
    </message>
    <message>
        <source>There are no drafts. “New article” begins one.</source>
        <translation>没有草稿，点“新建文章”开始撰写。</translation>
    </message>
    <message>
        <source>Which articles are listed</source>
        <translation>列出哪些文章</translation>
    </message>
    <message>
        <source>{count} due for review</source>
        <translation>{count} 篇待复核</translation>
    </message>
</context>
<context>
    <name>KnowledgePart</name>
    <message>
        <source>&amp;Make an article from this case</source>
        <translation>由本单生成文章(&amp;M)</translation>
    </message>
    <message>
        <source>Articles</source>
        <translation>文章</translation>
    </message>
    <message>
        <source>Begin a draft with what was asked and what solved it, without what is personal</source>
        <translation>用诉求和处理结果生成草稿，已去除个人信息</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>复制(&amp;Y)</translation>
    </message>
    <message>
        <source>Copied: {name}</source>
        <translation>已复制：{name}</translation>
    </message>
    <message>
        <source>Copy the script</source>
        <translation>复制话术</translation>
    </message>
    <message>
        <source>Copy the script ({key}, or Enter in the list)</source>
        <translation>复制话术（{key}，或在列表中按回车）</translation>
    </message>
    <message>
        <source>No article resembles this case yet. Once it is solved, make one from it.</source>
        <translation>还没有与本单相近的文章，解决后可由本单生成。</translation>
    </message>
    <message>
        <source>Nothing holds “{words}”. Try fewer or other words.</source>
        <translation>没有包含“{words}”的内容，请减少或更换词语。</translation>
    </message>
    <message>
        <source>Script, filled from the case</source>
        <translation>按本单填好的话术</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>话术</translation>
    </message>
    <message>
        <source>Search articles</source>
        <translation>搜索文章</translation>
    </message>
    <message>
        <source>Suggested for this case; type to search</source>
        <translation>按本单推荐，输入可搜索</translation>
    </message>
    <message>
        <source>There is no script in this language yet. A team lead writes them: “Scripts” in the menu.</source>
        <translation>尚无此语言的话术，由班长在菜单“话术”中编写。</translation>
    </message>
</context>
<context>
    <name>KpiStrip</name>
    <message>
        <source>Agents / load</source>
        <translation>在岗 / 负荷</translation>
    </message>
    <message>
        <source>Agents at work, and their open complaints against what they can carry.</source>
        <translation>在岗坐席人数，以及他们的未结投诉占可承担量的比例。</translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation>进线</translation>
    </message>
    <message>
        <source>As of {time}.</source>
        <translation>数据截至 {time}。</translation>
    </message>
    <message>
        <source>Busier than planned</source>
        <translation>高于计划</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>平稳</translation>
    </message>
    <message>
        <source>Complaints that are open or wait for the customer.</source>
        <translation>处理中或等待客户的投诉。</translation>
    </message>
    <message>
        <source>Due &lt; 1 h</source>
        <translation>1 小时内到期</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>首次响应</translation>
    </message>
    <message>
        <source>Half of today&apos;s first responses took no longer than this.</source>
        <translation>今日一半的首次响应不超过这个时长。</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>No figures yet.</source>
        <translation>暂无数据。</translation>
    </message>
    <message>
        <source>Of the deadlines that were met or passed today, the share that was met.</source>
        <translation>今日已兑现或已超过的时限中，按时兑现的比例。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未结</translation>
    </message>
    <message>
        <source>Open complaints whose next deadline is within the hour.</source>
        <translation>最近时限在一小时内的未结投诉。</translation>
    </message>
    <message>
        <source>Open complaints with a deadline that has passed.</source>
        <translation>时效已过的未结投诉。</translation>
    </message>
    <message>
        <source>Queues with a surge: {queues}</source>
        <translation>突发队列：{queues}</translation>
    </message>
    <message>
        <source>SLA today</source>
        <translation>今日 SLA</translation>
    </message>
    <message>
        <source>SURGE</source>
        <translation>突发</translation>
    </message>
    <message>
        <source>SURGE: {count} queues</source>
        <translation>突发：{count} 个队列</translation>
    </message>
    <message>
        <source>SURGE: {queue}</source>
        <translation>突发：{queue}</translation>
    </message>
    <message>
        <source>Whether more complaints arrive than expected.</source>
        <translation>进线是否高于预期。</translation>
    </message>
</context>
<context>
    <name>Letters</name>
    <message>
        <source>Hide what is quoted</source>
        <translation>收起引用</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不再发送</translation>
    </message>
    <message>
        <source>Nothing was said yet. Write to the customer from a template, or record a call; replies by e-mail come here by themselves.</source>
        <translation>还没有往来记录。可用模板联系客户，或记录通话；客户的邮件回复会自动出现在这里。</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Show what is quoted</source>
        <translation>显示引用</translation>
    </message>
    <message>
        <source>the customer</source>
        <translation>客户</translation>
    </message>
</context>
<context>
    <name>LevelLoad</name>
    <message>
        <source>&amp;Move {count} complaints</source>
        <translation>转移 {count} 件(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Nobody above:</source>
        <translation>上限(&amp;N)：</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>重试(&amp;T)</translation>
    </message>
    <message>
        <source>Because</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>From</source>
        <translation>转出</translation>
    </message>
    <message>
        <source>Looking for the fewest moves …</source>
        <translation>正在计算最少的转移…</translation>
    </message>
    <message>
        <source>Pale: before, full: after. The line is all that a person can carry.</source>
        <translation>浅色为转移前，深色为转移后；竖线为其容量。</translation>
    </message>
    <message>
        <source>Proposed moves</source>
        <translation>建议转移</translation>
    </message>
    <message>
        <source>The moves could not be worked out.</source>
        <translation>未能算出转移方案。</translation>
    </message>
    <message>
        <source>The share of their capacity that nobody is to carry more than</source>
        <translation>任何人负荷不超过容量的比例</translation>
    </message>
    <message>
        <source>To</source>
        <translation>转入</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>工作量</translation>
    </message>
    <message>
        <source>What is left to do; a general complaint that has just come in weighs 1, a complex one 2.</source>
        <translation>剩余工作量；新来的一般投诉为 1，复杂投诉为 2。</translation>
    </message>
    <message>
        <source>What people carry, before and after</source>
        <translation>转移前后的负荷</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>{share} of their capacity</source>
        <translation>容量的 {share}</translation>
    </message>
</context>
<context>
    <name>Levelling</name>
    <message>
        <source>Moves: {count}; it cannot be done with fewer.</source>
        <translation>转移 {count} 件，已是最少。</translation>
    </message>
    <message>
        <source>Moves: {count}; perhaps a few less would do.</source>
        <translation>转移 {count} 件，或可再少几件。</translation>
    </message>
    <message>
        <source>Nobody carries too much: there is nothing to move.</source>
        <translation>无人超负荷，无需转移。</translation>
    </message>
    <message>
        <source>Nothing can be moved.</source>
        <translation>没有可转移的工单。</translation>
    </message>
    <message>
        <source>back to its first handler</source>
        <translation>转回首问责任人</translation>
    </message>
    <message>
        <source>owner away when due</source>
        <translation>到期时责任人不在</translation>
    </message>
    <message>
        <source>owner over the limit</source>
        <translation>责任人负荷过高</translation>
    </message>
    <message>
        <source>{count} complaints moved to {people} people</source>
        <translation>已将 {count} 件工单转给 {people} 人</translation>
    </message>
    <message>
        <source>{count} complaints moved to {people} people; not moved, because changed since: {numbers}</source>
        <translation>已将 {count} 件工单转给 {people} 人；因已有变动未转：{numbers}</translation>
    </message>
    <message>
        <source>{count} left out.</source>
        <translation>不转 {count} 件。</translation>
    </message>
    <message>
        <source>{count} nobody else has the customer&apos;s language for</source>
        <translation>{count} 件无其他人会客户的语言</translation>
    </message>
    <message>
        <source>{count} nobody else has the skill for</source>
        <translation>{count} 件无其他人具备技能</translation>
    </message>
    <message>
        <source>{count} nobody who could has room for</source>
        <translation>{count} 件可接手的人已无余量</translation>
    </message>
    <message>
        <source>{count} of which those who could are away or owe a rest</source>
        <translation>{count} 件可接手的人不在岗或需先休息</translation>
    </message>
    <message>
        <source>{count} they answered first themselves</source>
        <translation>{count} 件由本人首问负责</translation>
    </message>
    <message>
        <source>{name} is away, and keeps what is due: {reasons}</source>
        <translation>{name} 不在，到期工单仍在其名下：{reasons}</translation>
    </message>
    <message>
        <source>{name} stays {over} over: {reasons}</source>
        <translation>{name} 仍超 {over}：{reasons}</translation>
    </message>
    <message>
        <source>{name}: {before} → {after} of {capacity}</source>
        <translation>{name}：{before} → {after}，容量 {capacity}</translation>
    </message>
</context>
<context>
    <name>LinkCase</name>
    <message>
        <source>Choose the complaint that belongs to this one.</source>
        <translation>请选择要关联的工单。</translation>
    </message>
    <message>
        <source>How they belong together</source>
        <translation>关联方式</translation>
    </message>
</context>
<context>
    <name>LinksPart</name>
    <message>
        <source>&amp;Link …</source>
        <translation>关联(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Remove the link</source>
        <translation>取消关联(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Split …</source>
        <translation>拆分(&amp;S)…</translation>
    </message>
    <message>
        <source>No other complaint belongs to this one yet. Link one that is about the same, or split a part off.</source>
        <translation>尚无关联工单。可关联同类工单，或将部分内容拆分为新工单。</translation>
    </message>
</context>
<context>
    <name>ListEditor</name>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What you have entered is not saved yet.</source>
        <translation>已填写的内容尚未保存。</translation>
    </message>
</context>
<context>
    <name>Load</name>
    <message>
        <source>At work</source>
        <translation>连续</translation>
    </message>
    <message>
        <source>At work for {hours} h {minutes} min without a rest</source>
        <translation>已连续工作 {hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>At work for {hours} h {minutes} min without a rest: one is due</source>
        <translation>已连续工作 {hours} 小时 {minutes} 分钟，应安排休息</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>缺勤</translation>
    </message>
    <message>
        <source>Away for the rest of the day: {count}</source>
        <translation>今日缺勤：{count} 人</translation>
    </message>
    <message>
        <source>Away until they are back: {count}</source>
        <translation>缺勤（返岗时间待定）：{count} 人</translation>
    </message>
    <message>
        <source>Away until {time}</source>
        <translation>缺勤至 {time}</translation>
    </message>
    <message>
        <source>Handled and wrapped up for {share} of their time at work (ready, handling, wrapping up) in the last hour</source>
        <translation>最近一小时在岗时间（就绪、处理、话后）中，{share} 用于处理和话后</translation>
    </message>
    <message>
        <source>Hardly at work within the last hour</source>
        <translation>最近一小时几乎未在岗</translation>
    </message>
    <message>
        <source>Here again: {count}</source>
        <translation>已返岗：{count} 人</translation>
    </message>
    <message>
        <source>Late, soon</source>
        <translation>超时、将到</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负荷</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>No team</source>
        <translation>无班组</translation>
    </message>
    <message>
        <source>Not at work</source>
        <translation>未在工作</translation>
    </message>
    <message>
        <source>Occupied</source>
        <translation>占用率</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Rest owed</source>
        <translation>欠休</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>班组</translation>
    </message>
    <message>
        <source>{count} people are now: {state}</source>
        <translation>{count} 人现为：{state}</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{late} late, {soon} due within the hour</source>
        <translation>超时 {late} 件，一小时内到期 {soon} 件</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{minutes} min of rest owed: a quarter of an hour for two hours of work, less the rests taken</source>
        <translation>欠休 {minutes} 分钟：每工作两小时应休一刻钟，减去已休时间</translation>
    </message>
    <message>
        <source>{name} is now: {state}</source>
        <translation>{name} 现为：{state}</translation>
    </message>
    <message>
        <source>{open} open complaints weigh {effort} of a capacity of {capacity}</source>
        <translation>在办 {open} 件，工作量 {effort}，容量 {capacity}</translation>
    </message>
    <message>
        <source>{open} open complaints weigh {effort}, full at a capacity of {capacity}</source>
        <translation>在办 {open} 件，工作量 {effort}，容量 {capacity} 已满</translation>
    </message>
    <message>
        <source>{open} open complaints weigh {effort}, over the capacity of {capacity}</source>
        <translation>在办 {open} 件，工作量 {effort}，超出容量 {capacity}</translation>
    </message>
</context>
<context>
    <name>LoadPane</name>
    <message>
        <source>Absence and digest …</source>
        <translation>缺勤与汇总…</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>缺勤</translation>
    </message>
    <message>
        <source>For the rest of the day</source>
        <translation>今日缺勤</translation>
    </message>
    <message>
        <source>Group by state</source>
        <translation>按状态分组</translation>
    </message>
    <message>
        <source>Group by team</source>
        <translation>按班组分组</translation>
    </message>
    <message>
        <source>Here again</source>
        <translation>已返岗</translation>
    </message>
    <message>
        <source>Level …</source>
        <translation>均衡…</translation>
    </message>
    <message>
        <source>Name, team or queue</source>
        <translation>姓名、班组或技能组</translation>
    </message>
    <message>
        <source>Nobody handles complaints here yet.
Add people by your own name in the top line, or import a list of them with their teams (“Import other data …”).</source>
        <translation>还没有处理投诉的人员。
点击顶部自己的姓名可添加人员，或通过“导入其他数据…”导入人员及班组名单。</translation>
    </message>
    <message>
        <source>Nobody is called so.
Empty the search to see everybody.</source>
        <translation>没有匹配的人员。
清空查找即可显示全部。</translation>
    </message>
    <message>
        <source>Propose the fewest moves after which nobody carries too much (Ctrl+Shift+L)</source>
        <translation>建议最少的转移，使无人超负荷（Ctrl+Shift+L）</translation>
    </message>
    <message>
        <source>Search for people by name, team or queue</source>
        <translation>按姓名、班组或技能组查找</translation>
    </message>
    <message>
        <source>Show their complaints</source>
        <translation>查看其投诉</translation>
    </message>
    <message>
        <source>Sort and group</source>
        <translation>排序与分组</translation>
    </message>
    <message>
        <source>Sort by load</source>
        <translation>按负荷排序</translation>
    </message>
    <message>
        <source>Sort by name</source>
        <translation>按姓名排序</translation>
    </message>
    <message>
        <source>Sort by state</source>
        <translation>按状态排序</translation>
    </message>
    <message>
        <source>Until they are back</source>
        <translation>缺勤，返岗时间待定</translation>
    </message>
</context>
<context>
    <name>LoadSummary</name>
    <message>
        <source>Load {share}</source>
        <translation>负荷 {share}</translation>
    </message>
    <message>
        <source>At work for two hours or longer without a rest of ten minutes.</source>
        <translation>连续工作满两小时且其间没有十分钟休息。</translation>
    </message>
    <message>
        <source>What is left to do in the complaints of those who are on, against what they can carry together.</source>
        <translation>在岗人员在办工单的剩余工作量，与其总容量之比。</translation>
    </message>
    <message>
        <source>{count} due for a rest</source>
        <translation>应休息 {count}</translation>
    </message>
    <message>
        <source>{count} in training</source>
        <translation>培训 {count}</translation>
    </message>
    <message>
        <source>{count} not set</source>
        <translation>未设置 {count}</translation>
    </message>
    <message>
        <source>{count} off</source>
        <translation>离岗 {count}</translation>
    </message>
    <message>
        <source>{count} on</source>
        <translation>在岗 {count}</translation>
    </message>
    <message>
        <source>{count} on break</source>
        <translation>小休 {count}</translation>
    </message>
    <message>
        <source>{count} over capacity</source>
        <translation>超容量 {count}</translation>
    </message>
</context>
<context>
    <name>MakePromise</name>
    <message>
        <source>&amp;Promised</source>
        <translation>承诺内容(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>登记(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Until</source>
        <translation>兑现时间(&amp;U)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>for example: we call back with the result of the check</source>
        <translation>例如：检测完成后回电告知结果</translation>
    </message>
</context>
<context>
    <name>MakeRoster</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Make the roster</source>
        <translation>开始排班(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Publish</source>
        <translation>发布(&amp;P)</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>It becomes the schedule of its days; one click undoes it</source>
        <translation>发布后成为这些天的正式班表，可一键撤销</translation>
    </message>
    <message>
        <source>Keep what people have written, swapped or imported</source>
        <translation>保留手工、换班和导入的班次</translation>
    </message>
    <message>
        <source>Making a roster</source>
        <translation>正在排班</translation>
    </message>
    <message>
        <source>Need</source>
        <translation>人力需求</translation>
    </message>
    <message>
        <source>People at once</source>
        <translation>同时在岗</translation>
    </message>
    <message>
        <source>&amp;Days and need</source>
        <translation>日期与需求(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>规则(&amp;R)</translation>
    </message>
    <message>
        <source>As many people at the same hours of each day.</source>
        <translation>每天同一时段同样人数。</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>关闭(&amp;L)</translation>
    </message>
    <message>
        <source>Each queue is covered by those who serve it, and nobody counts twice.</source>
        <translation>各技能组由具备该技能的人覆盖，一人不重复计算。</translation>
    </message>
    <message>
        <source>Everybody counts for every queue: right where all serve all.</source>
        <translation>每个人都算作能服务所有技能组：适合全员通用的现场。</translation>
    </message>
    <message>
        <source>Nothing of the schedule changes before you publish what came out.</source>
        <translation>发布之前，现有班表不会改变。</translation>
    </message>
    <message>
        <source>The roster is the schedule: {count} shifts</source>
        <translation>班表已发布：{count} 个班次</translation>
    </message>
    <message>
        <source>Time to search</source>
        <translation>求解时间</translation>
    </message>
    <message>
        <source>What &amp;counts</source>
        <translation>权衡(&amp;C)</translation>
    </message>
    <message>
        <source>What came out</source>
        <translation>排班结果</translation>
    </message>
    <message>
        <source>by the forecast, of all as one</source>
        <translation>按预测，全场合并</translation>
    </message>
    <message>
        <source>by the forecast, queue by queue</source>
        <translation>按预测，分技能组</translation>
    </message>
    <message>
        <source>even</source>
        <translation>每天相同</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
</context>
<context>
    <name>MappingField</name>
    <message>
        <source>Choose a mapping</source>
        <translation>请选择映射</translation>
    </message>
    <message>
        <source>Mapping of the columns</source>
        <translation>列映射</translation>
    </message>
    <message>
        <source>Mappings (*.toml)</source>
        <translation>映射 (*.toml)</translation>
    </message>
    <message>
        <source>Own mapping file</source>
        <translation>自有映射文件</translation>
    </message>
    <message>
        <source>Own mapping file …</source>
        <translation>自有映射文件…</translation>
    </message>
    <message>
        <source>Which column of the file holds what: the mapping</source>
        <translation>映射：说明文件各列的含义</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;As the system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Desk</source>
        <translation>投诉(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Floorwatch</source>
        <translation>督导台(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Reports</source>
        <translation>报表(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>恢复默认布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>设置(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Start page …</source>
        <translation>起始页(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Wallboard</source>
        <translation>大屏(&amp;W)</translation>
    </message>
    <message>
        <source>F&amp;loor</source>
        <translation>现场(&amp;L)</translation>
    </message>
</context>
<context>
    <name>Merge</name>
    <message>
        <source>Choose the complaint that goes on.</source>
        <translation>请选择继续处理的投诉。</translation>
    </message>
    <message>
        <source>{number} ends here and lives on in {into} “{title}” ({status}). Of each promise the earlier deadline stays; messages, evidence, tasks and compensation follow. This cannot be undone.</source>
        <translation>{number} 到此结束，并入 {into}“{title}”（{status}）。各项时限取较早者；往来记录、证据、协办任务和补偿一并转入。此操作不可撤销。</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Acknowledgement</source>
        <translation>受理确认</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Chat, told already</source>
        <translation>在线会话（已告知）</translation>
    </message>
    <message>
        <source>Department task</source>
        <translation>部门协办</translation>
    </message>
    <message>
        <source>E-mail, sent from here</source>
        <translation>电子邮件（由此发送）</translation>
    </message>
    <message>
        <source>In person, told already</source>
        <translation>当面（已告知）</translation>
    </message>
    <message>
        <source>Letter, sent already</source>
        <translation>信函（已寄出）</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进展</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Social media, told already</source>
        <translation>社交媒体（已告知）</translation>
    </message>
    <message>
        <source>Survey</source>
        <translation>满意度调查</translation>
    </message>
    <message>
        <source>Telephone, told already</source>
        <translation>电话（已告知）</translation>
    </message>
    <message>
        <source>Text message or another way, told already</source>
        <translation>短信或其他方式（已告知）</translation>
    </message>
    <message>
        <source>did not arrive</source>
        <translation>未送达</translation>
    </message>
    <message>
        <source>did not arrive, left so</source>
        <translation>未送达，不再发送</translation>
    </message>
    <message>
        <source>leaves now</source>
        <translation>发送中</translation>
    </message>
    <message>
        <source>nobody knows whether it left</source>
        <translation>是否送达不明</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>无需发送</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>waits to leave</source>
        <translation>待发送</translation>
    </message>
</context>
<context>
    <name>MessageTemplates</name>
    <message>
        <source>&amp;Insert</source>
        <translation>插入(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Offered when somebody writes to a customer</source>
        <translation>联系客户时可选(&amp;O)</translation>
    </message>
    <message>
        <source>As a customer reads it, for example</source>
        <translation>客户看到的示例</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Fields that a complaint has</source>
        <translation>可用字段</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>its number</source>
        <translation>工单号</translation>
    </message>
    <message>
        <source>its title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>name of the customer</source>
        <translation>客户姓名</translation>
    </message>
    <message>
        <source>order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>what the customer wants</source>
        <translation>客户诉求</translation>
    </message>
    <message>
        <source>when it came</source>
        <translation>来电时间</translation>
    </message>
    <message>
        <source>when it is due</source>
        <translation>到期时间</translation>
    </message>
    <message>
        <source>who owns it</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>who writes</source>
        <translation>发送人</translation>
    </message>
    <message>
        <source>{name} saved</source>
        <translation>{name}已保存</translation>
    </message>
</context>
<context>
    <name>MyCalls</name>
    <message>
        <source>&amp;No, I cannot</source>
        <translation>拒绝，来不了(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Yes, I am coming</source>
        <translation>接受，我来(&amp;Y)</translation>
    </message>
    <message>
        <source>DRILL: </source>
        <translation>演练：</translation>
    </message>
    <message>
        <source>To be able to help within {minutes} min.</source>
        <translation>请在 {minutes} 分钟内到位。</translation>
    </message>
    <message>
        <source>You have said that you are coming</source>
        <translation>已应答：接受</translation>
    </message>
    <message>
        <source>You have said that you cannot come</source>
        <translation>已应答：拒绝</translation>
    </message>
    <message>
        <source>the whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>{left} left to answer</source>
        <translation>剩 {left} 应答</translation>
    </message>
    <message>
        <source>{person} calls you to help {queue}</source>
        <translation>{person} 请您支援{queue}</translation>
    </message>
</context>
<context>
    <name>NewFiles</name>
    <message>
        <source>Add &amp;files …</source>
        <translation>添加文件(&amp;F)…</translation>
    </message>
    <message>
        <source>E&amp;vidence</source>
        <translation>证据(&amp;V)</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>Files to add</source>
        <translation>选择要添加的文件</translation>
    </message>
    <message>
        <source>Or drop files here, or paste a picture or files (Ctrl+V)</source>
        <translation>也可将文件拖放至此，或粘贴图片、文件 (Ctrl+V)</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>&amp;How much</source>
        <translation>金额(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>补偿方式(&amp;W)</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>提交审批</translation>
    </message>
    <message>
        <source>Grant it</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Say how much: here it is said who may grant it.</source>
        <translation>输入金额后，此处显示由谁审批。</translation>
    </message>
    <message>
        <source>The rules of the desk name nothing that can be given.</source>
        <translation>处理规则中未设定任何补偿方式。</translation>
    </message>
    <message>
        <source>Wh&amp;y</source>
        <translation>理由(&amp;Y)</translation>
    </message>
    <message>
        <source>Within {days} days it comes to {total} in all, whoever gives it in how many parts:</source>
        <translation>{days} 天内合计 {total}（不论由谁、分几次给予，均合并计算）：</translation>
    </message>
</context>
<context>
    <name>OpenIncident</name>
    <message>
        <source>&amp;Open the incident</source>
        <translation>建立事件(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;What is the problem?</source>
        <translation>问题是什么(&amp;W)？</translation>
    </message>
    <message>
        <source>Complaints that will belong to it: {count}. It is solved once for all of them.</source>
        <translation>将归入 {count} 件投诉，之后统一解决。</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Owner of the incident</source>
        <translation>事件负责人</translation>
    </message>
    <message>
        <source>Title of the incident</source>
        <translation>事件标题</translation>
    </message>
    <message>
        <source>Who &amp;sees to it?</source>
        <translation>由谁负责(&amp;S)？</translation>
    </message>
    <message>
        <source>“{title}” is open for {count} complaints.</source>
        <translation>事件“{title}”已建立，含 {count} 件投诉。</translation>
    </message>
    <message>
        <source>“{title}” is open for {count} complaints; {left} belong elsewhere or are over.</source>
        <translation>事件“{title}”已建立，含 {count} 件投诉；{left} 件属于其他事件或已结束。</translation>
    </message>
</context>
<context>
    <name>OtherCase</name>
    <message>
        <source>No other complaint is called so.</source>
        <translation>没有匹配的其他工单。</translation>
    </message>
    <message>
        <source>No other open complaint is called so.</source>
        <translation>没有符合的其他未结投诉。</translation>
    </message>
    <message>
        <source>Number or words of the title</source>
        <translation>单号或标题关键词</translation>
    </message>
</context>
<context>
    <name>OutcomeTable</name>
    <message>
        <source>Cost to donors</source>
        <translation>借出组代价</translation>
    </message>
    <message>
        <source>Aim: {aim}</source>
        <translation>目标：{aim}</translation>
    </message>
    <message>
        <source>Put the sliders back to the least head count that does it.</source>
        <translation>恢复为达标所需的最少人数。</translation>
    </message>
    <message>
        <source>Simulate from the floor as it is now.</source>
        <translation>按当前现场重新推演。</translation>
    </message>
    <message>
        <source>Use this: {tiers}</source>
        <translation>采用：{tiers}</translation>
    </message>
    <message>
        <source>What the queues that give people lose of their service level, and how many more are late.</source>
        <translation>借出人员的技能组服务水平下降多少，以及多出多少超时。</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>建议</translation>
    </message>
</context>
<context>
    <name>OwnIncident</name>
    <message>
        <source>&amp;Give it</source>
        <translation>确定(&amp;G)</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Owner of the incident</source>
        <translation>事件负责人</translation>
    </message>
    <message>
        <source>Who &amp;sees to it?</source>
        <translation>由谁负责(&amp;S)？</translation>
    </message>
    <message>
        <source>“{title}” has its owner.</source>
        <translation>已设定“{title}”的负责人。</translation>
    </message>
</context>
<context>
    <name>Owners</name>
    <message>
        <source>Carries of capacity</source>
        <translation>负荷/容量</translation>
    </message>
    <message>
        <source>Does now</source>
        <translation>当前状态</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>班组</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Complaints of {name}</source>
        <translation>{name} 的投诉</translation>
    </message>
    <message>
        <source>Nothing is called so.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Number, words of a complaint, person, command</source>
        <translation>编号、投诉关键字、人员、命令</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>正在搜索…</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>Activation</source>
        <translation>备班启动</translation>
    </message>
    <message>
        <source>Agent load</source>
        <translation>坐席负荷</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation>进线</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Delivery log</source>
        <translation>通知记录</translation>
    </message>
    <message>
        <source>Follow-ups</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>演示导览</translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation>热点</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>知识库</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>工单队列</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>排班</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>协办任务</translation>
    </message>
</context>
<context>
    <name>PatternKeys</name>
    <message>
        <source> (key {key})</source>
        <translation>（{key} 键）</translation>
    </message>
    <message>
        <source>Let who is chosen work it</source>
        <translation>为所选人员排此班</translation>
    </message>
</context>
<context>
    <name>PickCategory</name>
    <message>
        <source>No category</source>
        <translation>不归类</translation>
    </message>
    <message>
        <source>No category is called so.</source>
        <translation>没有这样的类别。</translation>
    </message>
    <message>
        <source>There is no category yet. “Categories” in the menu makes some, or imports them.</source>
        <translation>还没有类别。请在菜单“类别”中新建或导入。</translation>
    </message>
    <message>
        <source>Words of the category</source>
        <translation>输入类别名称</translation>
    </message>
    <message>
        <source>as it is now</source>
        <translation>当前类别</translation>
    </message>
    <message>
        <source>suggested, {sure}</source>
        <translation>推荐，{sure}</translation>
    </message>
</context>
<context>
    <name>Propose</name>
    <message>
        <source>&amp;Begin the drill: {count}</source>
        <translation>开始演练：{count} 人(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Call more: {count}</source>
        <translation>加呼 {count} 人(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Call people: {count}</source>
        <translation>呼叫 {count} 人(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Drill</source>
        <translation>演练(&amp;D)</translation>
    </message>
    <message>
        <source>Called for help: {count}</source>
        <translation>已呼叫备班 {count} 人</translation>
    </message>
    <message>
        <source>Looking who can be called …</source>
        <translation>正在查找可呼叫的人员…</translation>
    </message>
    <message>
        <source>Messages too, marked DRILL</source>
        <translation>同时发送标有“演练”的通知</translation>
    </message>
    <message>
        <source>Nobody can be called for this queue now. Give people the skill for it, write standby shifts into the schedule, or let leads on site say that they are ready.</source>
        <translation>该技能组目前无人可呼叫。请为人员添加该组技能、在排班中安排备班，或让在场班长置为就绪。</translation>
    </message>
    <message>
        <source>Practise with a made-up surge: no shift, no state and no figure is touched.</source>
        <translation>用虚拟突发演练：不改动班次、状态和指标。</translation>
    </message>
    <message>
        <source>Queue that needs help</source>
        <translation>需要支援的技能组</translation>
    </message>
    <message>
        <source>Send back by itself</source>
        <translation>自动撤岗</translation>
    </message>
    <message>
        <source>Send people back without asking once the clear level has held.</source>
        <translation>平稳保持足够时间后自动撤岗，不再询问。</translation>
    </message>
    <message>
        <source>The what-if proposes nobody: in its hours no help does better. Tick whom you call anyway.</source>
        <translation>推演建议不召回：这几个小时内加人不会更好。仍要召回请勾选人员。</translation>
    </message>
    <message>
        <source>Tier rules …</source>
        <translation>级别规则…</translation>
    </message>
    <message>
        <source>Tier {tier} gives at most {quota} people at once.</source>
        <translation>第 {tier} 级同时最多 {quota} 人。</translation>
    </message>
    <message>
        <source>Who says no, or does not answer in time, is followed by the next one in rank.</source>
        <translation>有人拒绝或超时未应答时，自动呼叫下一位。</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>整个现场</translation>
    </message>
</context>
<context>
    <name>QueueActions</name>
    <message>
        <source>Assign to somebody (A)</source>
        <translation>分派给处理人（A）</translation>
    </message>
    <message>
        <source>Assign …</source>
        <translation>分派…</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on: the customer has replied (W)</source>
        <translation>继续：客户已答复（W）</translation>
    </message>
    <message>
        <source>Merge into another complaint (M)</source>
        <translation>并入另一投诉（M）</translation>
    </message>
    <message>
        <source>Merge …</source>
        <translation>合并…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open an incident …</source>
        <translation>建立事件…</translation>
    </message>
    <message>
        <source>Open the case (Enter)</source>
        <translation>打开工单（回车）</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>提升优先级</translation>
    </message>
    <message>
        <source>Raise the priority (P)</source>
        <translation>提升一级优先级（P）</translation>
    </message>
    <message>
        <source>Solve these complaints together later (I)</source>
        <translation>将这些投诉归为一个事件，之后统一解决 (I)</translation>
    </message>
    <message>
        <source>Time per stage …</source>
        <translation>各环节用时…</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>Wait for the customer&apos;s answer (W)</source>
        <translation>等待客户答复，暂停计时（W）</translation>
    </message>
</context>
<context>
    <name>QueueBar</name>
    <message>
        <source>As at first</source>
        <translation>恢复默认列</translation>
    </message>
    <message>
        <source>Choose the columns</source>
        <translation>选择显示的列</translation>
    </message>
    <message>
        <source>Collapse all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Expand all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Group the complaints</source>
        <translation>将工单分组</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New complaint</source>
        <translation>新建投诉</translation>
    </message>
    <message>
        <source>New complaint (F2)</source>
        <translation>新建投诉 (F2)</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>不分组</translation>
    </message>
    <message>
        <source>Save as …</source>
        <translation>另存为……</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search (Ctrl+F)</source>
        <translation>搜索（Ctrl+F）</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Views: saved ways to look at the queue</source>
        <translation>视图：保存的队列查看方式</translation>
    </message>
</context>
<context>
    <name>QueuePane</name>
    <message>
        <source>Chances by rule of thumb</source>
        <translation>超时概率按经验规则估算</translation>
    </message>
    <message>
        <source>F2 records a new one; others appear here by themselves.
Ctrl+I imports some from a file.</source>
        <translation>按 F2 登记新投诉，其他来源的工单会自动出现在这里；
按 Ctrl+I 可从文件导入。</translation>
    </message>
    <message>
        <source>No complaint is open</source>
        <translation>当前没有待办工单</translation>
    </message>
    <message>
        <source>No open complaint fits</source>
        <translation>没有符合条件的待办工单</translation>
    </message>
    <message>
        <source>Reading the complaints …</source>
        <translation>正在读取工单……</translation>
    </message>
    <message>
        <source>Search for less, or take a filter away.</source>
        <translation>请缩短搜索词，或取消一个筛选条件。</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>搜索队列</translation>
    </message>
    <message>
        <source>Show all open</source>
        <translation>显示全部待办</translation>
    </message>
    <message>
        <source>The complaints cannot be read now</source>
        <translation>暂时无法读取工单</translation>
    </message>
    <message>
        <source>They appear as soon as the database is there again.</source>
        <translation>数据库恢复后会自动显示。</translation>
    </message>
    <message>
        <source>{found} of {total} shown</source>
        <translation>显示 {found} / {total}</translation>
    </message>
    <message>
        <source>{found} of {total} shown, {selected} selected</source>
        <translation>显示 {found} / {total}，已选 {selected}</translation>
    </message>
</context>
<context>
    <name>QueueViews</name>
    <message>
        <source>All open</source>
        <translation>全部待办</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Next hour</source>
        <translation>一小时内到期</translation>
    </message>
    <message>
        <source>Nobody&apos;s</source>
        <translation>未分派</translation>
    </message>
    <message>
        <source>View “{name}” deleted</source>
        <translation>已删除视图“{name}”</translation>
    </message>
</context>
<context>
    <name>ReadArticle</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
</context>
<context>
    <name>ReasonForm</name>
    <message>
        <source>&amp;Reason</source>
        <translation>原因(&amp;R)</translation>
    </message>
</context>
<context>
    <name>RecordCall</name>
    <message>
        <source>&amp;Number</source>
        <translation>号码(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Who called</source>
        <translation>通话方向(&amp;W)</translation>
    </message>
    <message>
        <source>Put on &amp;record</source>
        <translation>记录(&amp;R)</translation>
    </message>
    <message>
        <source>The customer called us</source>
        <translation>客户来电</translation>
    </message>
    <message>
        <source>We called the customer</source>
        <translation>致电客户</translation>
    </message>
    <message>
        <source>What &amp;for</source>
        <translation>用途(&amp;F)</translation>
    </message>
    <message>
        <source>What was &amp;said</source>
        <translation>通话内容(&amp;S)</translation>
    </message>
    <message>
        <source>What you write is kept when you leave this form.</source>
        <translation>离开此表单时，已写内容会保留。</translation>
    </message>
    <message>
        <source>{number}: the call is on record</source>
        <translation>{number}：通话已记录</translation>
    </message>
</context>
<context>
    <name>RecordComplaint</name>
    <message>
        <source>&amp;Record</source>
        <translation>登记(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>New complaints left for {days} days are dropped: {count}</source>
        <translation>已删除 {days} 天内无人继续填写的新投诉草稿：{count} 份</translation>
    </message>
    <message>
        <source>S&amp;uggested: {category} ({sure})</source>
        <translation>建议：{category}（{sure}）(&amp;U)</translation>
    </message>
    <message>
        <source>This was entered before and never recorded. Add its files once more.</source>
        <translation>这是上次录入但未登记的内容；附件请重新添加。</translation>
    </message>
    <message>
        <source>What you have entered is not recorded yet.</source>
        <translation>已填写的内容尚未登记。</translation>
    </message>
    <message>
        <source>{number} is recorded</source>
        <translation>{number} 已登记</translation>
    </message>
</context>
<context>
    <name>RemoveEvidence</name>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>{name} is removed from {number}</source>
        <translation>已从 {number} 移除 {name}</translation>
    </message>
    <message>
        <source>{name} is taken off the complaint; this cannot be undone. That it was there stays on record.</source>
        <translation>将从工单移除 {name}，不可撤销；移除记录会保留。</translation>
    </message>
</context>
<context>
    <name>ReopenIncident</name>
    <message>
        <source>&amp;Reopen</source>
        <translation>重新打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Why did the solution not hold?</source>
        <translation>方案为何未奏效(&amp;W)？</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>The complaints that were resolved with it are opened again; what is closed stays so.</source>
        <translation>随事件解决的投诉将重新打开，已关闭的保持不变。</translation>
    </message>
    <message>
        <source>“{title}” goes on: {count} complaints are open again, {left} stay closed.</source>
        <translation>“{title}”继续处理：{count} 件投诉重新打开，{left} 件保持关闭。</translation>
    </message>
</context>
<context>
    <name>RequiredStaff</name>
    <message>
        <source>Contacts</source>
        <translation>来电</translation>
    </message>
    <message>
        <source>Covered</source>
        <translation>已覆盖</translation>
    </message>
    <message>
        <source>For complaints</source>
        <translation>投诉所需</translation>
    </message>
    <message>
        <source>For contacts</source>
        <translation>来电所需</translation>
    </message>
    <message>
        <source>From</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Needed at work</source>
        <translation>在岗需求</translation>
    </message>
    <message>
        <source>On the schedule</source>
        <translation>已排在岗</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>缺口</translation>
    </message>
    <message>
        <source>Short in</source>
        <translation>缺口所在</translation>
    </message>
    <message>
        <source>To be scheduled</source>
        <translation>应排人数</translation>
    </message>
</context>
<context>
    <name>RequiredStaffDialog</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Day:</source>
        <translation>日期(&amp;D)：</translation>
    </message>
    <message>
        <source>Contacts by Erlang A with the handling time and the patience of the last four weeks, queue by queue; complaints by their work, spread up to their deadlines. Who has several skills covers one head in all.</source>
        <translation>来电按厄兰 A 公式，处理时长与耐心取近四周，逐技能组计算；投诉按工作量分摊至时限前。多技能人员合计只算一人。</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Most needed: {heads} at work at {time}.</source>
        <translation>最高需求：{time} 在岗 {heads} 人。</translation>
    </message>
    <message>
        <source>Nothing is expected on this day, and nobody is on its schedule. A forecast needs contacts or complaints of two weeks: import what the telephone system has counted, or let it report them.</source>
        <translation>当日无预测，也无人排班。预测需要两周的来电或投诉记录：请导入话务系统的统计，或让其实时上报。</translation>
    </message>
    <message>
        <source>Short: {hours} hours of work in {count} intervals.</source>
        <translation>缺口：{count}个时段共{hours}工时。</translation>
    </message>
    <message>
        <source>Shrinkage {whole}: {unkept} not kept to, {training} training, {rest} breaks, multiplied ({how}).</source>
        <translation>损耗 {whole}：未遵时 {unkept}、培训 {training}、休息 {rest}，相乘（{how}）。</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>后一天</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The day is being read.</source>
        <translation>正在读取当日数据。</translation>
    </message>
    <message>
        <source>The schedule covers the day.</source>
        <translation>排班可覆盖全天。</translation>
    </message>
    <message>
        <source>as usual elsewhere</source>
        <translation>按行业常值</translation>
    </message>
    <message>
        <source>measured on this floor</source>
        <translation>本现场实测</translation>
    </message>
</context>
<context>
    <name>RestLine</name>
    <message>
        <source>How many are needed is not known yet.</source>
        <translation>所需人数尚不清楚。</translation>
    </message>
    <message>
        <source>Then {count} are missing: within two hours it is never better.</source>
        <translation>届时缺 {count} 人：两小时内没有更好的时间。</translation>
    </message>
    <message>
        <source>Then {count} more than needed are still at work.</source>
        <translation>届时在岗人数比所需多 {count} 人。</translation>
    </message>
    <message>
        <source>Who rests next: {people}</source>
        <translation>轮休：{people}</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>{count} short</source>
        <translation>缺 {count} 人</translation>
    </message>
    <message>
        <source>{count} to spare</source>
        <translation>富余 {count} 人</translation>
    </message>
    <message>
        <source>{name}: {minutes} min of rest owed, at work for {worked}. {need}</source>
        <translation>{name}：欠休 {minutes} 分钟，已连续工作 {worked}。{need}</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>A&amp;rm the clocks now</source>
        <translation>立即启用时钟(&amp;R)</translation>
    </message>
    <message>
        <source>Open the &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>The clocks of this import are silent: nobody is reminded of them. Armed, {clocks} clocks escalate from now on, {late} of them late already. What was due before stays silent. This cannot be undone.</source>
        <translation>本次导入的时钟处于静默状态，不会提醒任何人。启用后，{clocks} 个时钟即刻起参与升级，其中 {late} 个已超时；此前到期的步骤仍不提醒。此操作不可撤销。</translation>
    </message>
    <message>
        <source>{clocks} clocks escalate from now on, {late} of them late already.</source>
        <translation>{clocks} 个时钟即刻起参与升级，其中 {late} 个已超时。</translation>
    </message>
    <message>
        <source>{left_out} have changed in the file but were worked on here: they stay as they are here.</source>
        <translation>{left_out} 件在文件中有变化，但已在本系统处理过，保持现状。</translation>
    </message>
    <message>
        <source>{noted} have a note on what was put right.</source>
        <translation>{noted} 件附有更正说明。</translation>
    </message>
    <message>
        <source>{rejected} rows were rejected; they and the reasons are in {file}.</source>
        <translation>拒绝 {rejected} 行，原行与原因见 {file}。</translation>
    </message>
    <message>
        <source>{risky} complaints are of high risk: until then nobody hears of these, either.</source>
        <translation>其中 {risky} 件为高风险投诉：启用之前同样不会提醒任何人。</translation>
    </message>
    <message>
        <source>{rows} rows read: {added} complaints new, {changed} changed, {unchanged} as before.</source>
        <translation>共读取 {rows} 行：新增投诉 {added} 件，变更 {changed} 件，未变 {unchanged} 件。</translation>
    </message>
</context>
<context>
    <name>Role</name>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>坐席</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>经理</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>现场督导</translation>
    </message>
    <message>
        <source>Team lead</source>
        <translation>班长</translation>
    </message>
</context>
<context>
    <name>RootCauses</name>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Retire</source>
        <translation>停用(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Use again</source>
        <translation>恢复使用(&amp;U)</translation>
    </message>
    <message>
        <source>Add &amp;below</source>
        <translation>添加下级(&amp;B)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>投诉量</translation>
    </message>
    <message>
        <source>Name of a new cause, or a new name</source>
        <translation>新原因的名称，或新名称</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>重命名(&amp;N)</translation>
    </message>
    <message>
        <source>Root cause</source>
        <translation>根本原因</translation>
    </message>
    <message>
        <source>There is none yet: write a name below, and add it.</source>
        <translation>尚无根本原因：在下方输入名称后添加。</translation>
    </message>
    <message>
        <source>Why complaints come about, recorded when one is resolved or closed. Complaints keep a cause that is retired.</source>
        <translation>投诉产生的原因，在办结或关闭时记录。停用后，已记录的工单保留原值。</translation>
    </message>
    <message>
        <source>{name} (retired)</source>
        <translation>{name}（已停用）</translation>
    </message>
</context>
<context>
    <name>RosterAmounts</name>
    <message>
        <source> h</source>
        <translation> 小时</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source> points</source>
        <translation> 分</translation>
    </message>
    <message>
        <source>A night or weekend beyond somebody&apos;s fair share</source>
        <translation>夜班、周末班超出平均 1 个</translation>
    </message>
    <message>
        <source>A shift that somebody would rather not work</source>
        <translation>排了本人不愿上的班</translation>
    </message>
    <message>
        <source>A wished day or shift that is not given</source>
        <translation>未排本人想上的班</translation>
    </message>
    <message>
        <source>An hour of an agreed week that is not planned</source>
        <translation>约定周工时少排 1 小时</translation>
    </message>
    <message>
        <source>An hour with one person too few</source>
        <translation>缺 1 人 1 小时</translation>
    </message>
    <message>
        <source>An hour with one person too many</source>
        <translation>多 1 人 1 小时</translation>
    </message>
    <message>
        <source>Beyond the agreed week, at most</source>
        <translation>超出约定周工时最多</translation>
    </message>
    <message>
        <source>Breaks may move by, at most</source>
        <translation>休息最多可挪动</translation>
    </message>
    <message>
        <source>Days in a row, at most</source>
        <translation>连续上班最多（天）</translation>
    </message>
    <message>
        <source>Nights in a row, at most</source>
        <translation>连续夜班最多（个）</translation>
    </message>
    <message>
        <source>Of everybody&apos;s agreed week, at least</source>
        <translation>每人至少排满约定周工时的</translation>
    </message>
    <message>
        <source>Of the need, at any time at least</source>
        <translation>任何时段至少满足需求的</translation>
    </message>
    <message>
        <source>Rest between two shifts, at least</source>
        <translation>两班之间至少休息</translation>
    </message>
    <message>
        <source>Shifts with a training for each, at least</source>
        <translation>每人带培训的班次至少</translation>
    </message>
    <message>
        <source>So one person may be missing for {avoid} to spare somebody a shift, for {prefer} to grant a wish, and for {fair} to share nights and weekends more fairly by one.</source>
        <translation>也就是说：为免排一个不愿上的班，可缺 1 人 {avoid}；为满足一个意愿，可缺 1 人 {prefer}；为把夜班、周末班少集中一个，可缺 1 人 {fair}。</translation>
    </message>
    <message>
        <source>These are kept whatever it costs; if they cannot be, it is said why.</source>
        <translation>这些规则必须遵守；做不到时会说明原因。</translation>
    </message>
    <message>
        <source>What cannot all be had is weighed: the roster with the fewest points is sought. More points, more regard.</source>
        <translation>不能兼顾的由分数权衡：求总分最少的班表。分数越高，越受重视。</translation>
    </message>
    <message>
        <source>Whether people are too few does not count at all.</source>
        <translation>缺人完全不计分。</translation>
    </message>
    <message>
        <source>Work without a break, at most</source>
        <translation>连续工作最长</translation>
    </message>
    <message>
        <source>does not count</source>
        <translation>不计</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>not asked for</source>
        <translation>不要求</translation>
    </message>
</context>
<context>
    <name>RuleAmounts</name>
    <message>
        <source>Amount</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>For complaints</source>
        <translation>适用工单</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>时效目标</translation>
    </message>
    <message>
        <source>That is</source>
        <translation>含义</translation>
    </message>
</context>
<context>
    <name>RuleDays</name>
    <message>
        <source>closed</source>
        <translation>停业</translation>
    </message>
    <message>
        <source>closed all day</source>
        <translation>全天休息</translation>
    </message>
    <message>
        <source>open</source>
        <translation>营业</translation>
    </message>
    <message>
        <source>worked</source>
        <translation>上班</translation>
    </message>
</context>
<context>
    <name>RuleIndex</name>
    <message>
        <source>&amp;Undo the last change …</source>
        <translation>撤销最近一次变更(&amp;U)…</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>变更记录</translation>
    </message>
    <message>
        <source>Nobody has changed rules here yet. Choose some above, edit a copy, and look at its effect.</source>
        <translation>尚无规则变更。请在上方选择规则，编辑副本并查看影响。</translation>
    </message>
    <message>
        <source>Rules in force</source>
        <translation>现行规则</translation>
    </message>
</context>
<context>
    <name>RuleStrip</name>
    <message>
        <source>Examples on the calendar</source>
        <translation>日历上的示例</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>closed {span}</source>
        <translation>停业 {span}</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>extra working day</source>
        <translation>调休上班</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>现行</translation>
    </message>
    <message>
        <source>no deadline</source>
        <translation>无时限</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>was a working day</source>
        <translation>原为工作日</translation>
    </message>
    <message>
        <source>was closed</source>
        <translation>原为休息</translation>
    </message>
    <message>
        <source>working day</source>
        <translation>工作日</translation>
    </message>
    <message>
        <source>{name} due ({rules})</source>
        <translation>{name}到期（{rules}）</translation>
    </message>
    <message>
        <source>{name} received</source>
        <translation>{name}受理</translation>
    </message>
    <message>
        <source>{name}, received {start}: due {before} by the rules in force, {after} by the draft</source>
        <translation>{name}，{start} 受理：现行规则 {before} 到期，草稿 {after} 到期</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>&amp;Leave it</source>
        <translation>不撤销(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>1 becomes late</source>
        <translation>1 个变为超时</translation>
    </message>
    <message>
        <source>1 deadline goes back</source>
        <translation>1 个时限恢复</translation>
    </message>
    <message>
        <source>1 deadline stays: another system set it.</source>
        <translation>1 个时限不变：由其他系统设定。</translation>
    </message>
    <message>
        <source>1 deadline stays: it is no longer promised.</source>
        <translation>1 个时限不变：新规则不再承诺。</translation>
    </message>
    <message>
        <source>1 no longer is</source>
        <translation>1 个不再超时</translation>
    </message>
    <message>
        <source>1 open complaint moves</source>
        <translation>1 个未结工单变动</translation>
    </message>
    <message>
        <source>1 stays</source>
        <translation>1 个不变</translation>
    </message>
    <message>
        <source>1 step falls due at once.</source>
        <translation>1 个升级步骤立即到期。</translation>
    </message>
    <message>
        <source>New rules are in force</source>
        <translation>新规则已生效</translation>
    </message>
    <message>
        <source>No deadline of an open complaint moves.</source>
        <translation>未结工单的时限均不变。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未结</translation>
    </message>
    <message>
        <source>Calendars</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Rules in force</source>
        <translation>现行规则</translation>
    </message>
    <message>
        <source>The change of rules is undone</source>
        <translation>规则变更已撤销</translation>
    </message>
    <message>
        <source>The rules from before are in force again for new complaints, too.</source>
        <translation>新工单也恢复按原规则计时。</translation>
    </message>
    <message>
        <source>Undo the change</source>
        <translation>撤销变更</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Version {version}, in force since {since}</source>
        <translation>第 {version} 版，自 {since} 生效</translation>
    </message>
    <message>
        <source>Version {version}, in force since {since}, by {person}</source>
        <translation>第 {version} 版，自 {since} 由{person}生效</translation>
    </message>
    <message>
        <source>What has happened to a deadline since is not undone: the details name those that stay.</source>
        <translation>此后另有变动的时限不恢复，详见明细。</translation>
    </message>
    <message>
        <source>after {time} it counts as tomorrow&apos;s</source>
        <translation>{time} 后算次日</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>deadlines moved: {count}</source>
        <translation>变动时限：{count}</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>draft by {person}</source>
        <translation>{person}的草稿</translation>
    </message>
    <message>
        <source>from the next day on</source>
        <translation>次日起算</translation>
    </message>
    <message>
        <source>has ended since</source>
        <translation>此后已结束</translation>
    </message>
    <message>
        <source>has waited since</source>
        <translation>此后有过暂停</translation>
    </message>
    <message>
        <source>high risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>never on a closed day</source>
        <translation>遇休息日顺延</translation>
    </message>
    <message>
        <source>not high risk</source>
        <translation>非高风险</translation>
    </message>
    <message>
        <source>open deadlines under it: {count}</source>
        <translation>其下未结时限：{count}</translation>
    </message>
    <message>
        <source>to the end of the day</source>
        <translation>至当日结束</translation>
    </message>
    <message>
        <source>undone {at}</source>
        <translation>{at} 撤销</translation>
    </message>
    <message>
        <source>was extended since</source>
        <translation>此后已延期</translation>
    </message>
    <message>
        <source>was moved by later rules</source>
        <translation>已随后来的规则变动</translation>
    </message>
    <message>
        <source>{back}, {stay}.</source>
        <translation>{back}，{stay}。</translation>
    </message>
    <message>
        <source>{count} become late</source>
        <translation>{count} 个变为超时</translation>
    </message>
    <message>
        <source>{count} deadlines go back</source>
        <translation>{count} 个时限恢复</translation>
    </message>
    <message>
        <source>{count} deadlines stay: another system set them.</source>
        <translation>{count} 个时限不变：由其他系统设定。</translation>
    </message>
    <message>
        <source>{count} deadlines stay: they are no longer promised.</source>
        <translation>{count} 个时限不变：新规则不再承诺。</translation>
    </message>
    <message>
        <source>{count} no longer are</source>
        <translation>{count} 个不再超时</translation>
    </message>
    <message>
        <source>{count} open complaints move</source>
        <translation>{count} 个未结工单变动</translation>
    </message>
    <message>
        <source>{count} stay</source>
        <translation>{count} 个不变</translation>
    </message>
    <message>
        <source>{count} steps fall due at once.</source>
        <translation>{count} 个升级步骤立即到期。</translation>
    </message>
    <message>
        <source>{moves}, {late}, {fine}.</source>
        <translation>{moves}，{late}，{fine}。</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>……另有 {count} 个</translation>
    </message>
</context>
<context>
    <name>Running</name>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Stand down</source>
        <translation>开始撤岗(&amp;S)</translation>
    </message>
    <message>
        <source>Call nobody any more; who is on is released one by one</source>
        <translation>不再呼叫，在岗人员逐个撤岗</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>呼叫列表</translation>
    </message>
    <message>
        <source>Is on</source>
        <translation>到岗</translation>
    </message>
    <message>
        <source>Keep the people although it is calm</source>
        <translation>虽已平稳，人员继续在岗</translation>
    </message>
    <message>
        <source>Make shifts of today longer, or let two people swap theirs</source>
        <translation>延长当日班次，或让两人换班</translation>
    </message>
    <message>
        <source>More are called: {count}</source>
        <translation>已加呼 {count} 人</translation>
    </message>
    <message>
        <source>Nobody is called at the moment. When arrivals run away or deadlines need more hands, whom to call is proposed under “Call people”.</source>
        <translation>当前没有备班呼叫。进线突发或时限吃紧时，请在“呼叫人员”中查看建议。</translation>
    </message>
    <message>
        <source>Nobody of tier {tier} is left who could be called now</source>
        <translation>第 {tier} 级目前已无人可呼叫</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>加一人</translation>
    </message>
    <message>
        <source>Raise the head count of a tier: the next one in rank is called</source>
        <translation>增加某级别人数，呼叫下一位</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>撤岗</translation>
    </message>
    <message>
        <source>Report …</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Says no</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Says yes</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Send &amp;all back</source>
        <translation>全部撤岗(&amp;A)</translation>
    </message>
    <message>
        <source>Send the selected person back, with the rest owed (R)</source>
        <translation>让所选人员撤岗并记应补休 (R)</translation>
    </message>
    <message>
        <source>Shifts …</source>
        <translation>班次…</translation>
    </message>
    <message>
        <source>Standing down</source>
        <translation>开始撤岗</translation>
    </message>
    <message>
        <source>Take the answer of the selected person for them (N)</source>
        <translation>代所选人员应答“拒绝” (N)</translation>
    </message>
    <message>
        <source>Take the answer of the selected person for them (Y)</source>
        <translation>代所选人员应答“接受” (Y)</translation>
    </message>
    <message>
        <source>The activation goes on</source>
        <translation>备班继续</translation>
    </message>
    <message>
        <source>The selected person is at work from now on (O)</source>
        <translation>所选人员即刻到岗 (O)</translation>
    </message>
    <message>
        <source>Which activation is shown</source>
        <translation>显示哪次备班</translation>
    </message>
    <message>
        <source>Write the incident report of this activation as a workbook</source>
        <translation>将本次备班的复盘报告写为工作簿</translation>
    </message>
    <message>
        <source>{name} comes</source>
        <translation>{name} 接受</translation>
    </message>
    <message>
        <source>{name} does not come</source>
        <translation>{name} 不来</translation>
    </message>
    <message>
        <source>{name} goes back</source>
        <translation>{name} 已撤岗</translation>
    </message>
    <message>
        <source>{name} is on</source>
        <translation>{name} 已到岗</translation>
    </message>
</context>
<context>
    <name>SaveView</name>
    <message>
        <source>&amp;Replace</source>
        <translation>替换(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>视图名称</translation>
    </message>
    <message>
        <source>Search, filters, sorting, groups and columns are saved as they are now.</source>
        <translation>将保存当前的搜索、筛选、排序、分组和列。</translation>
    </message>
    <message>
        <source>There is a view of this name: it is replaced.</source>
        <translation>已有同名视图，将被替换。</translation>
    </message>
</context>
<context>
    <name>SayRisk</name>
    <message>
        <source>&amp;No high risk</source>
        <translation>不是高风险(&amp;N)</translation>
    </message>
    <message>
        <source>It goes the fast lane: shorter deadlines, and who has to know is told at once, day and night.</source>
        <translation>该投诉进入快速通道：时限更短，并不分昼夜立即通知相关人员。</translation>
    </message>
    <message>
        <source>It leaves the fast lane: its deadlines are those of any other complaint. What is found later brings it back.</source>
        <translation>该投诉退出快速通道，时限与普通投诉相同；之后再发现风险时会重新进入。</translation>
    </message>
    <message>
        <source>Mark as &amp;high risk</source>
        <translation>标为高风险(&amp;H)</translation>
    </message>
</context>
<context>
    <name>SayScore</name>
    <message>
        <source>&amp;Set the score</source>
        <translation>设定评分(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Take back</source>
        <translation>恢复自动(&amp;T)</translation>
    </message>
    <message>
        <source>Sc&amp;ore, from 0 to 100</source>
        <translation>评分（0–100）(&amp;O)</translation>
    </message>
</context>
<context>
    <name>Schedule</name>
    <message>
        <source>Loosen what is marked ▲, or change the days, the shift patterns or the wishes.</source>
        <translation>请放宽标有 ▲ 的规则，或调整日期、班次模板、意愿。</translation>
    </message>
    <message>
        <source>Needed {need} h, there {there} h, short {short} h, over {over} h</source>
        <translation>需要 {need} 人时，在岗 {there} 人时，缺 {short}，余 {over}</translation>
    </message>
    <message>
        <source>No shift any more for {name} on {day}</source>
        <translation>{name} {day} 不再排班</translation>
    </message>
    <message>
        <source>Not granted: {name} {wish} {pattern} on {day}</source>
        <translation>未满足：{name} {day} {wish}（{pattern}）</translation>
    </message>
    <message>
        <source>Nothing is known of the need: import contacts for a forecast</source>
        <translation>需求未知：请导入话务数据以生成预测</translation>
    </message>
    <message>
        <source>Nothing is short, and every wish is granted.</source>
        <translation>无缺员，所有意愿均已满足。</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>备班</translation>
    </message>
    <message>
        <source>There is no such roster. These rules cannot all be kept: {rules}.</source>
        <translation>无法排班，以下规则不能同时满足：{rules}。</translation>
    </message>
    <message>
        <source>There is no such roster: people are too few, whatever the other rules say.</source>
        <translation>无法排班：无论其他规则如何，人手都不够。</translation>
    </message>
    <message>
        <source>Time was over before each was looked at: some may have no part in it.</source>
        <translation>时间已到，未能逐一核实：其中有的规则可能无关。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>培训</translation>
    </message>
    <message>
        <source>against wishes</source>
        <translation>违背意愿</translation>
    </message>
    <message>
        <source>agreed hours missed</source>
        <translation>约定工时未满</translation>
    </message>
    <message>
        <source>availability</source>
        <translation>可上班时间</translation>
    </message>
    <message>
        <source>break</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>cannot</source>
        <translation>不能上班</translation>
    </message>
    <message>
        <source>days in a row</source>
        <translation>连续上班天数</translation>
    </message>
    <message>
        <source>hours / agreed</source>
        <translation>工时 / 约定</translation>
    </message>
    <message>
        <source>hours a week</source>
        <translation>周工时上限</translation>
    </message>
    <message>
        <source>least cover</source>
        <translation>最低覆盖率</translation>
    </message>
    <message>
        <source>least hours a week</source>
        <translation>周工时下限</translation>
    </message>
    <message>
        <source>longest work without a break</source>
        <translation>连续工作时长</translation>
    </message>
    <message>
        <source>nights and weekends beyond a fair share</source>
        <translation>夜班、周末班不均</translation>
    </message>
    <message>
        <source>nights in a row</source>
        <translation>连续夜班数</translation>
    </message>
    <message>
        <source>{day} {span}: least cover missed by {count}</source>
        <translation>{day} {span}：距最低覆盖缺 {count} 人</translation>
    </message>
    <message>
        <source>{day} {span}: least cover missed by {count}; cannot work then: {names}</source>
        <translation>{day} {span}：距最低覆盖缺 {count} 人；此时不能上班：{names}</translation>
    </message>
    <message>
        <source>{day}: {hours} h short, worst at {time}, by {count}</source>
        <translation>{day}：缺 {hours} 人时，{time} 最缺，缺 {count} 人</translation>
    </message>
    <message>
        <source>{granted} of {all} wishes are granted.</source>
        <translation>{all} 个意愿中满足了 {granted} 个。</translation>
    </message>
    <message>
        <source>{shifts} shifts in {seconds} s; no roster could save more than {gap} of the points.</source>
        <translation>{seconds} 秒排出 {shifts} 个班次；任何方案最多再省 {gap} 的分数。</translation>
    </message>
    <message>
        <source>{shifts} shifts in {seconds} s; there may be far better rosters.</source>
        <translation>{seconds} 秒排出 {shifts} 个班次；可能还有好得多的方案。</translation>
    </message>
    <message>
        <source>rest between shifts</source>
        <translation>班间休息</translation>
    </message>
    <message>
        <source>skills</source>
        <translation>技能</translation>
    </message>
    <message>
        <source>too few people</source>
        <translation>人员不足</translation>
    </message>
    <message>
        <source>too many people</source>
        <translation>人员过多</translation>
    </message>
    <message>
        <source>training</source>
        <translation>培训</translation>
    </message>
    <message>
        <source>trainings</source>
        <translation>培训班次</translation>
    </message>
    <message>
        <source>wishes not granted</source>
        <translation>意愿未满足</translation>
    </message>
    <message>
        <source>would like to</source>
        <translation>希望上班</translation>
    </message>
    <message>
        <source>would rather not</source>
        <translation>不希望上班</translation>
    </message>
    <message>
        <source>{cost} points: {parts}</source>
        <translation>共 {cost} 分：{parts}</translation>
    </message>
    <message>
        <source>{count} shifts taken away</source>
        <translation>已取消 {count} 个班次</translation>
    </message>
    <message>
        <source>{name} and {other} have swapped</source>
        <translation>{name} 与 {other} 已换班</translation>
    </message>
    <message>
        <source>{name} cannot work on {day}, or is away</source>
        <translation>{name} {day} 不能上班或缺勤</translation>
    </message>
    <message>
        <source>{name} does not serve the queue of the shift on {day}</source>
        <translation>{name} 不具备 {day} 班次所属技能组的技能</translation>
    </message>
    <message>
        <source>{name} rests {found} before the shift on {day}; {allowed} are due</source>
        <translation>{name} {day} 上班前仅休息 {found}，应休 {allowed}</translation>
    </message>
    <message>
        <source>{name} works day {found} in a row on {day}; at most {allowed}</source>
        <translation>{name} {day} 为连续第 {found} 天上班，最多 {allowed} 天</translation>
    </message>
    <message>
        <source>{name} works night {found} in a row on {day}; at most {allowed}</source>
        <translation>{name} {day} 为连续第 {found} 个夜班，最多 {allowed} 个</translation>
    </message>
    <message>
        <source>{name} works {found} h in the week until {day}; {allowed} h are agreed</source>
        <translation>{name} 截至 {day} 本周 {found} 小时，约定 {allowed} 小时</translation>
    </message>
    <message>
        <source>{name} works {found} without a break on {day}; at most {allowed}</source>
        <translation>{name} {day} 连续工作 {found} 无休息，最长 {allowed}</translation>
    </message>
    <message>
        <source>{name} works {span} on {day}</source>
        <translation>{name} {day} 上班 {span}</translation>
    </message>
    <message>
        <source>{name}: a shift with training cannot be placed</source>
        <translation>{name}：排不进带培训的班次</translation>
    </message>
    <message>
        <source>{name}: {hours} h too few in the week of {day}</source>
        <translation>{name}：{day} 所在周少 {hours} 小时</translation>
    </message>
    <message>
        <source>{pattern} for {name} on {day}</source>
        <translation>{name} {day} 排{pattern}</translation>
    </message>
    <message>
        <source>{pattern} set {count} times</source>
        <translation>已排 {count} 个{pattern}</translation>
    </message>
</context>
<context>
    <name>ScheduleBar</name>
    <message>
        <source>A week earlier</source>
        <translation>前一周</translation>
    </message>
    <message>
        <source>A week later</source>
        <translation>后一周</translation>
    </message>
    <message>
        <source>How many days are shown</source>
        <translation>显示天数</translation>
    </message>
    <message>
        <source>Make a roster …</source>
        <translation>智能排班…</translation>
    </message>
    <message>
        <source>Shift patterns …</source>
        <translation>班次模板…</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Wishes …</source>
        <translation>排班意愿…</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} 天</translation>
    </message>
</context>
<context>
    <name>SchedulePane</name>
    <message>
        <source>1–9 sets a pattern, Delete clears, + and − move the end, S swaps two, Enter shows it all</source>
        <translation>数字键 1–9 排班次，删除键清除，+ 和 − 调整下班时间，S 两人换班，回车打开菜单</translation>
    </message>
    <message>
        <source>End half an hour earlier</source>
        <translation>早半小时下班</translation>
    </message>
    <message>
        <source>End half an hour later</source>
        <translation>晚半小时下班</translation>
    </message>
    <message>
        <source>No shift</source>
        <translation>不排班</translation>
    </message>
    <message>
        <source>Nobody is scheduled here yet.
Add people by your own name in the top line, or import a list of them with their teams (“Import other data …”).</source>
        <translation>还没有可排班的人员。
点击顶部自己的姓名可添加人员，或通过“导入其他数据…”导入人员及班组名单。</translation>
    </message>
    <message>
        <source>Shift patterns …</source>
        <translation>班次模板…</translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation>两人换班</translation>
    </message>
    <message>
        <source>There is no shift pattern yet.
Write the shifts that your floor repeats.</source>
        <translation>还没有班次模板。
请先填写现场常用的班次。</translation>
    </message>
    <message>
        <source>free</source>
        <translation>休</translation>
    </message>
    <message>
        <source>nobody has a shift yet: make a roster, or choose cells and press a pattern&apos;s key</source>
        <translation>这些天还没有班次：可智能排班，或选中格子后按班次的数字键</translation>
    </message>
    <message>
        <source>wish: {wish}</source>
        <translation>意愿：{wish}</translation>
    </message>
    <message>
        <source>{count} chosen</source>
        <translation>已选 {count} 格</translation>
    </message>
</context>
<context>
    <name>ScoreBars</name>
    <message>
        <source>Priority score</source>
        <translation>优先级评分</translation>
    </message>
    <message>
        <source>of 100, worked out from what is known; it grows as the deadline nears</source>
        <translation>满分 100，按已知情况计算，随时限临近而升高</translation>
    </message>
    <message>
        <source>set by hand instead of {score}: {reason}</source>
        <translation>人工设定，原为 {score}：{reason}</translation>
    </message>
</context>
<context>
    <name>Scripts</name>
    <message>
        <source>&amp;Code:</source>
        <translation>编码(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;Offered beside a case</source>
        <translation>在工单旁提供(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Text:</source>
        <translation>正文(&amp;T)：</translation>
    </message>
    <message>
        <source>Language of the scripts</source>
        <translation>话术语言</translation>
    </message>
    <message>
        <source>N&amp;ame:</source>
        <translation>名称(&amp;A)：</translation>
    </message>
    <message>
        <source>No script in this language yet. Write one on the right and save it: it is offered beside each case.</source>
        <translation>该语言还没有话术。在右侧编写并保存后，即可在每个工单旁选用。</translation>
    </message>
    <message>
        <source>Saved: {name}</source>
        <translation>已保存：{name}</translation>
    </message>
    <message>
        <source>What stands in braces is filled from the case: {fields}</source>
        <translation>花括号中的内容按工单填写：{fields}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Find a complaint, a person or a command (Ctrl+K)</source>
        <translation>查找投诉、人员或命令 (Ctrl+K)</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>搜索或命令</translation>
    </message>
    <message>
        <source>Search or command (Ctrl+K)</source>
        <translation>搜索或命令 (Ctrl+K)</translation>
    </message>
</context>
<context>
    <name>SeatButton</name>
    <message>
        <source>Say who sits here, so that what you do is recorded under your name.</source>
        <translation>请选择操作人，操作将记录在其名下。</translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation>选择操作人</translation>
    </message>
    <message>
        <source>You are {name}, {role}.</source>
        <translation>当前操作人：{name}（{role}）</translation>
    </message>
</context>
<context>
    <name>SharedFields</name>
    <message>
        <source>&amp;Address:</source>
        <translation>地址(&amp;A)：</translation>
    </message>
    <message>
        <source>&amp;Keep the password in PostgreSQL&apos;s own file</source>
        <translation>将密码保存到 PostgreSQL 的密码文件(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation>密码(&amp;P)：</translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation>测试连接(&amp;T)</translation>
    </message>
    <message>
        <source>In {file}, which only you can read; never in Floorwatch&apos;s settings. Without it, set the variable PGPASSWORD before the next start.</source>
        <translation>保存在 {file} 中，仅本人可读；不会写入本软件的设置。若不保存，下次启动前请设置环境变量 PGPASSWORD。</translation>
    </message>
</context>
<context>
    <name>ShiftPatterns</name>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Breaks</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>Breaks and trainings are clock times with their minutes, like 12:00 60, 15:30 15. A shift that ends earlier than it begins ends on the next day.</source>
        <translation>休息和培训填写开始时间和分钟数，如 12:00 60, 15:30 15。下班早于上班表示次日下班。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>From</source>
        <translation>上班</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>New shift</source>
        <translation>新班次</translation>
    </message>
    <message>
        <source>No shift pattern yet. Add one: schedules are written with them.</source>
        <translation>还没有班次模板。请添加：排班时使用。</translation>
    </message>
    <message>
        <source>The shift patterns are saved</source>
        <translation>班次模板已保存</translation>
    </message>
    <message>
        <source>To</source>
        <translation>下班</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>培训</translation>
    </message>
</context>
<context>
    <name>ShiftWishes</name>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>A roster never plans who cannot work then; the other wishes it grants where it can.</source>
        <translation>“不能上班”的时间绝不排班；其他意愿尽量满足。</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>No wish is known. Choose above whose it is, what and when, and add it.</source>
        <translation>还没有排班意愿。请在上方选择人员、意愿和时间后添加。</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>The wishes are saved</source>
        <translation>排班意愿已保存</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Wish</source>
        <translation>意愿</translation>
    </message>
    <message>
        <source>each {weekday}</source>
        <translation>每{weekday}</translation>
    </message>
    <message>
        <source>every shift</source>
        <translation>所有班次</translation>
    </message>
    <message>
        <source>on</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>ShiftsNowDialog</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>+{minutes} min</source>
        <translation>+{minutes} 分钟</translation>
    </message>
    <message>
        <source>No shifts are written for the coming hours. Write them in the schedule.</source>
        <translation>接下来几小时没有班次，请先在排班中安排。</translation>
    </message>
    <message>
        <source>S&amp;wap</source>
        <translation>换班(&amp;W)</translation>
    </message>
    <message>
        <source>Select shifts to make them longer, or two of them to swap their people.</source>
        <translation>选择班次可延长；选择两个班次可互换人员。</translation>
    </message>
    <message>
        <source>Shifts made longer: {count}</source>
        <translation>已延长班次：{count}</translation>
    </message>
    <message>
        <source>{first} and {second} have swapped</source>
        <translation>{first} 与 {second} 已换班</translation>
    </message>
</context>
<context>
    <name>SimilarList</name>
    <message>
        <source>Open that one instead (&amp;{number})</source>
        <translation>改为打开该工单(&amp;{number})</translation>
    </message>
    <message>
        <source>Open {number} instead</source>
        <translation>改为打开 {number}</translation>
    </message>
    <message>
        <source>This may be on record already</source>
        <translation>可能已有相同投诉</translation>
    </message>
    <message>
        <source>another customer</source>
        <translation>其他客户</translation>
    </message>
    <message>
        <source>this customer</source>
        <translation>同一客户</translation>
    </message>
    <message>
        <source>{share} alike</source>
        <translation>相似度 {share}</translation>
    </message>
</context>
<context>
    <name>Sliders</name>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>{count} of {limit}</source>
        <translation>{count} / {limit}</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
</context>
<context>
    <name>SolveIncident</name>
    <message>
        <source>&amp;Root cause:</source>
        <translation>根本原因(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Solve</source>
        <translation>统一解决(&amp;S)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>It resolves {count} complaints with the same words.</source>
        <translation>将以同一答复解决 {count} 件投诉。</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translation>尚不清楚</translation>
    </message>
    <message>
        <source>Not resolved now:</source>
        <translation>以下投诉未能一并解决：</translation>
    </message>
    <message>
        <source>Root cause</source>
        <translation>根本原因</translation>
    </message>
    <message>
        <source>S&amp;ubject of the mail:</source>
        <translation>邮件主题(&amp;U)：</translation>
    </message>
    <message>
        <source>So&amp;lution, as customers are told it:</source>
        <translation>解决方案，即告知客户的内容(&amp;L)：</translation>
    </message>
    <message>
        <source>Solution</source>
        <translation>解决方案</translation>
    </message>
    <message>
        <source>Subject of the mail</source>
        <translation>邮件主题</translation>
    </message>
    <message>
        <source>Tell &amp;customers who have an e-mail address</source>
        <translation>邮件通知有邮箱的客户(&amp;C)</translation>
    </message>
    <message>
        <source>“{title}” is solved: {count} complaints resolved, {told} customers get a mail.</source>
        <translation>“{title}”已解决：{count} 件投诉办结，{told} 位客户将收到邮件。</translation>
    </message>
</context>
<context>
    <name>SortBy</name>
    <message>
        <source>Sort by …</source>
        <translation>排序依据…</translation>
    </message>
</context>
<context>
    <name>SourceForm</name>
    <message>
        <source>C&amp;hoose …</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>Folder to watch</source>
        <translation>要监视的文件夹</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>as people call it; it stays</source>
        <translation>大家对它的称呼；保存后不再改变</translation>
    </message>
    <message>
        <source>kept; type a new one to replace it</source>
        <translation>已保存；输入新的即可替换</translation>
    </message>
</context>
<context>
    <name>SplitCase</name>
    <message>
        <source>&amp;Evidence that it needs, too</source>
        <translation>一并带走的证据(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Title of the part</source>
        <translation>拆分部分的标题(&amp;T)</translation>
    </message>
    <message>
        <source>The part becomes a complaint of its own. It was received when this one was, and has its deadlines. Tasks and decisions stay here.</source>
        <translation>拆分出的部分成为独立工单，受理时间和时限与本单相同；协办任务和审批留在本单。</translation>
    </message>
    <message>
        <source>What it is &amp;about (optional)</source>
        <translation>内容（选填）(&amp;A)</translation>
    </message>
</context>
<context>
    <name>StageStrip</name>
    <message>
        <source>Stages</source>
        <translation>处理环节</translation>
    </message>
</context>
<context>
    <name>StageTimes</name>
    <message>
        <source>All complaints</source>
        <translation>全部工单</translation>
    </message>
    <message>
        <source>Answers for it</source>
        <translation>责任角色</translation>
    </message>
    <message>
        <source>By category</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>By queue</source>
        <translation>按技能组</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>进入</translation>
    </message>
    <message>
        <source>Hand-overs</source>
        <translation>交接</translation>
    </message>
    <message>
        <source>In it now</source>
        <translation>现有</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Median / P90, 24 h</source>
        <translation>中位 / P90（自然）</translation>
    </message>
    <message>
        <source>Median / P90, open</source>
        <translation>中位 / P90（工作）</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Oldest for</source>
        <translation>最久</translation>
    </message>
    <message>
        <source>Over limit</source>
        <translation>超限率</translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>环节</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Answers for it: {role}</source>
        <translation>责任角色：{role}</translation>
    </message>
    <message>
        <source>Had it: {people}</source>
        <translation>经办人：{people}</translation>
    </message>
    <message>
        <source>Opening hours spent in it, waits included: {spent}</source>
        <translation>本环节用时（工作时间，含等待）：{spent}</translation>
    </message>
    <message>
        <source>The limit was exceeded.</source>
        <translation>已超过时限。</translation>
    </message>
    <message>
        <source>limit {limit}</source>
        <translation>时限 {limit}</translation>
    </message>
    <message>
        <source>passed over</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>still to come</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>{count} × entered again</source>
        <translation>再次进入 {count} 次</translation>
    </message>
    <message>
        <source>{count} × handed over</source>
        <translation>交接 {count} 次</translation>
    </message>
    <message>
        <source>{spent} of {limit}</source>
        <translation>{spent} / 时限 {limit}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>撤销 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
</context>
<context>
    <name>Story</name>
    <message>
        <source>Show all {count} entries</source>
        <translation>显示全部 {count} 条</translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>Learning categories from past complaints</source>
        <translation>正在从历史投诉学习类别</translation>
    </message>
</context>
<context>
    <name>Surge</name>
    <message>
        <source>A contact takes {now} s, usually {usual} s.</source>
        <translation>每次处理 {now} 秒，平时 {usual} 秒。</translation>
    </message>
    <message>
        <source>Arrivals come back to the forecast: {count} against {expected} in {minutes} min, surge since {since}.</source>
        <translation>进线正回落到预测：{minutes} 分钟内 {count}，预测 {expected}，突发始于 {since}。</translation>
    </message>
    <message>
        <source>Arrivals {growth} above forecast since {since}: {count} against {expected} in {minutes} min.</source>
        <translation>自 {since} 起进线高于预测 {growth}：{minutes} 分钟内 {count}，预测 {expected}。</translation>
    </message>
    <message>
        <source>Busier than planned {growth}</source>
        <translation>高于计划 {growth}</translation>
    </message>
    <message>
        <source>But the work per person is {growth} above the usual.</source>
        <translation>但人均工作量高于平时 {growth}。</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>平稳</translation>
    </message>
    <message>
        <source>Cause: {causes}.</source>
        <translation>原因：{causes}。</translation>
    </message>
    <message>
        <source>Hands are short {growth}</source>
        <translation>人手紧张 {growth}</translation>
    </message>
    <message>
        <source>No forecast yet</source>
        <translation>暂无预测</translation>
    </message>
    <message>
        <source>Over when fewer than {count} come in {minutes} min.</source>
        <translation>{minutes} 分钟进线少于 {count} 即解除。</translation>
    </message>
    <message>
        <source>SURGE {growth}</source>
        <translation>突发 {growth}</translation>
    </message>
    <message>
        <source>{count} arrivals in the last {minutes} min against {expected} expected.</source>
        <translation>近 {minutes} 分钟进线 {count}，预测 {expected}。</translation>
    </message>
    <message>
        <source>{count} arrivals in the last {minutes} min. A forecast comes with the first whole day like this one.</source>
        <translation>近 {minutes} 分钟进线 {count}。有了一个完整的同类日之后即可预测。</translation>
    </message>
    <message>
        <source>{count} arrivals since {since}, where none were expected.</source>
        <translation>自 {since} 起进线 {count}，此时段本无预测进线。</translation>
    </message>
    <message>
        <source>{count} arrivals today against {expected} planned by now: more all day, but no sudden rise.</source>
        <translation>今日进线 {count}，截至此刻计划 {expected}：全天偏高，并非突增。</translation>
    </message>
    <message>
        <source>{share} longer handling</source>
        <translation>处理变长占 {share}</translation>
    </message>
    <message>
        <source>{share} missing people</source>
        <translation>缺人占 {share}</translation>
    </message>
    <message>
        <source>{share} more contacts</source>
        <translation>进线增多占 {share}</translation>
    </message>
    <message>
        <source>{working} work, {scheduled} are scheduled.</source>
        <translation>应到 {scheduled} 人，在岗 {working} 人。</translation>
    </message>
</context>
<context>
    <name>SurgeAlarm</name>
    <message>
        <source>&amp;Found for:</source>
        <translation>对象(&amp;F)：</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Chance alone sometimes looks like a surge. How many false alarms do you put up with? The fewer they are, the more surges are found late.</source>
        <translation>随机波动有时也像突发。可容忍多少次误报？误报越少，发现突发就越晚。</translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>False surge alarms put up with: {rate}</source>
        <translation>可容忍的突发误报：{rate}</translation>
    </message>
    <message>
        <source>Found for:</source>
        <translation>对象：</translation>
    </message>
    <message>
        <source>Simulated from today&apos;s plan ({plan} arrivals), with surges in the middle of the day. The whole floor and its queues, {watched} in all, share the false alarms. The fewer come in an hour, the more of it is chance, and the greater a surge has to be to stand out. A choice holds within five minutes.</source>
        <translation>按今日计划（{plan} 件进线）模拟，突发设在一天中段。全场与各队列共 {watched} 个监测对象分摊误报。每小时进线越少，偶然波动占比越大，突发要更大才看得出来。选定后五分钟内生效。</translation>
    </message>
    <message>
        <source>Surges found within an hour</source>
        <translation>一小时内能发现的突发</translation>
    </message>
    <message>
        <source>The growth from which on so many surges are found within an hour.</source>
        <translation>涨幅达到这个数，一小时内就能发现这么多突发。</translation>
    </message>
    <message>
        <source>Today&apos;s plan is being read.</source>
        <translation>正在读取今日计划。</translation>
    </message>
    <message>
        <source>What is found is simulated as soon as one whole day like this one is recorded.</source>
        <translation>有了一个完整的同类日之后，即可模拟发现率。</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>全现场</translation>
    </message>
    <message>
        <source>one a month</source>
        <translation>每月一次</translation>
    </message>
    <message>
        <source>one a quarter</source>
        <translation>每季度一次</translation>
    </message>
    <message>
        <source>one a week</source>
        <translation>每周一次</translation>
    </message>
    <message>
        <source>one in ten days</source>
        <translation>每十天一次</translation>
    </message>
    <message>
        <source>{alarms} in {days} days</source>
        <translation>{days} 天内 {alarms} 次</translation>
    </message>
    <message>
        <source>{found} from</source>
        <translation>{found}的起点</translation>
    </message>
    <message>
        <source>{found} of 10</source>
        <translation>10 次中 {found} 次</translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message>
        <source>{label}, {count}, collapsed</source>
        <translation>{label}，{count} 条，已折叠</translation>
    </message>
    <message>
        <source>{label}, {count}, expanded</source>
        <translation>{label}，{count} 条，已展开</translation>
    </message>
</context>
<context>
    <name>TagList</name>
    <message>
        <source>Choose a tag and give it another name, for all complaints that have it. With the name of another tag the two become one. Tags are put on in a case, on its page “Assessment”.</source>
        <translation>选择一个标签并改名，所有带该标签的投诉随之更改；改成另一标签的名称时两者合并。标签在工单的“评估”页添加。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>New name of the tag</source>
        <translation>标签的新名称</translation>
    </message>
    <message>
        <source>No complaint has a tag yet.</source>
        <translation>还没有投诉带标签。</translation>
    </message>
    <message>
        <source>No tag is called so.</source>
        <translation>没有这样的标签。</translation>
    </message>
    <message>
        <source>Re&amp;name</source>
        <translation>改名(&amp;N)</translation>
    </message>
    <message>
        <source>Search tags</source>
        <translation>搜索标签</translation>
    </message>
    <message>
        <source>The tag {before} is {after} now</source>
        <translation>标签“{before}”已改为“{after}”</translation>
    </message>
</context>
<context>
    <name>Tags</name>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Add a tag …</source>
        <translation>添加标签…</translation>
    </message>
    <message>
        <source>Take “{tag}” off</source>
        <translation>移除“{tag}”</translation>
    </message>
</context>
<context>
    <name>TakeBack</name>
    <message>
        <source>&amp;Why it is taken back</source>
        <translation>撤回理由(&amp;W)</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
</context>
<context>
    <name>TakeSeat</name>
    <message>
        <source>&amp;Add</source>
        <translation>新增(&amp;A)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name of a new person</source>
        <translation>新增人员姓名</translation>
    </message>
    <message>
        <source>Name, role or team</source>
        <translation>姓名、角色或班组</translation>
    </message>
    <message>
        <source>Nobody is called so.</source>
        <translation>没有符合的人员。</translation>
    </message>
    <message>
        <source>Nobody works here yet. Add yourself below.</source>
        <translation>还没有人员，请先在下方新增。</translation>
    </message>
    <message>
        <source>Not in the list? Add a person:</source>
        <translation>名单中没有？新增人员：</translation>
    </message>
    <message>
        <source>Role of a new person</source>
        <translation>新增人员角色</translation>
    </message>
    <message>
        <source>and {count} more: type to find them</source>
        <translation>还有 {count} 人，请输入关键字查找</translation>
    </message>
    <message>
        <source>{name} works here now.</source>
        <translation>{name} 已加入现场。</translation>
    </message>
</context>
<context>
    <name>Task</name>
    <message>
        <source>accepted</source>
        <translation>已采纳</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已答复，待确认</translation>
    </message>
    <message>
        <source>asked</source>
        <translation>待答复</translation>
    </message>
    <message>
        <source>in time</source>
        <translation>按时</translation>
    </message>
    <message>
        <source>late by {span}</source>
        <translation>已超时 {span}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>too late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>{name}: the answer is accepted</source>
        <translation>{name}：答复已采纳</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩余 {span}</translation>
    </message>
</context>
<context>
    <name>TaskCard</name>
    <message>
        <source>Accept</source>
        <translation>采纳</translation>
    </message>
    <message>
        <source>Answer …</source>
        <translation>答复…</translation>
    </message>
    <message>
        <source>Asked {at} by {name}, of {of}</source>
        <translation>{at} {name}提出，由{of}答复</translation>
    </message>
    <message>
        <source>Asked {at}, of {of}</source>
        <translation>{at} 提出，由{of}答复</translation>
    </message>
    <message>
        <source>Send back …</source>
        <translation>退回…</translation>
    </message>
    <message>
        <source>Withdraw …</source>
        <translation>撤回…</translation>
    </message>
    <message>
        <source>due {at}</source>
        <translation>期限 {at}</translation>
    </message>
    <message>
        <source>sent back: {count}</source>
        <translation>退回 {count} 次</translation>
    </message>
    <message>
        <source>{name}, sent back: {answer}</source>
        <translation>{name}（已退回）：{answer}</translation>
    </message>
    <message>
        <source>{name}, {at}: {answer}</source>
        <translation>{name}（{at}）：{answer}</translation>
    </message>
</context>
<context>
    <name>TaskPlace</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>正在取消…</translation>
    </message>
</context>
<context>
    <name>TaskWords</name>
    <message>
        <source>&amp;Answer</source>
        <translation>答复(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Send back</source>
        <translation>退回(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Why (optional)</source>
        <translation>原因（选填）(&amp;W)</translation>
    </message>
    <message>
        <source>Answer a task</source>
        <translation>答复协办任务</translation>
    </message>
    <message>
        <source>Answer of {name}:</source>
        <translation>{name}的答复：</translation>
    </message>
    <message>
        <source>Answered &amp;by</source>
        <translation>答复人(&amp;B)</translation>
    </message>
    <message>
        <source>Put on &amp;record</source>
        <translation>记录(&amp;R)</translation>
    </message>
    <message>
        <source>Send an answer back</source>
        <translation>退回答复</translation>
    </message>
    <message>
        <source>What is &amp;missing</source>
        <translation>需要补充(&amp;M)</translation>
    </message>
    <message>
        <source>What was asked</source>
        <translation>任务内容</translation>
    </message>
    <message>
        <source>With&amp;draw</source>
        <translation>撤回(&amp;D)</translation>
    </message>
    <message>
        <source>Withdraw a task</source>
        <translation>撤回协办任务</translation>
    </message>
    <message>
        <source>{name}: no answer is needed any more</source>
        <translation>{name}：已撤回，无需答复</translation>
    </message>
    <message>
        <source>{name}: the answer goes back</source>
        <translation>{name}：答复已退回</translation>
    </message>
    <message>
        <source>{name}: the answer is on record</source>
        <translation>{name}：答复已记录</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>&amp;Ask a department …</source>
        <translation>请部门协办(&amp;A)…</translation>
    </message>
    <message>
        <source>No department was asked. Ask one when others have to act or say what happened: its own clock begins.</source>
        <translation>还没有协办任务。需要其他部门处理或说明情况时，请部门协办，任务单独计时。</translation>
    </message>
</context>
<context>
    <name>TasksPane</name>
    <message>
        <source>Accept</source>
        <translation>采纳</translation>
    </message>
    <message>
        <source>All open tasks</source>
        <translation>全部未结任务</translation>
    </message>
    <message>
        <source>Answer the selected task, or put down what the department said</source>
        <translation>答复所选任务，或代记部门的答复</translation>
    </message>
    <message>
        <source>Answer …</source>
        <translation>答复…</translation>
    </message>
    <message>
        <source>Answered: to be looked at</source>
        <translation>已答复，待确认</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>提出时间</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>提出人</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>工单</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Department, task or complaint</source>
        <translation>部门、事项或工单</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>No department owes an answer. One is asked from the page “Tasks” of a case; departments are added in the menu.</source>
        <translation>没有待答复的协办任务。可在工单的“协办任务”页请部门协办；部门在菜单中添加。</translation>
    </message>
    <message>
        <source>No task matches. Empty the search to see all.</source>
        <translation>没有匹配的任务，清空搜索可查看全部。</translation>
    </message>
    <message>
        <source>Not answered yet</source>
        <translation>待答复</translation>
    </message>
    <message>
        <source>Say that no answer is needed any more</source>
        <translation>不再需要答复</translation>
    </message>
    <message>
        <source>Say that the answer is enough: the task has ended</source>
        <translation>采纳答复，任务结束</translation>
    </message>
    <message>
        <source>Say what the answer lacks, and ask again</source>
        <translation>说明需补充的内容并退回</translation>
    </message>
    <message>
        <source>Search for tasks by department, title or complaint</source>
        <translation>按部门、事项或工单搜索任务</translation>
    </message>
    <message>
        <source>Send back …</source>
        <translation>退回…</translation>
    </message>
    <message>
        <source>Show the complaint</source>
        <translation>查看工单</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>The tasks are being read.</source>
        <translation>正在读取任务。</translation>
    </message>
    <message>
        <source>There is no task of this kind.</source>
        <translation>没有此类任务。</translation>
    </message>
    <message>
        <source>Waiting for my answer</source>
        <translation>待我答复</translation>
    </message>
    <message>
        <source>Who is asked</source>
        <translation>接口人</translation>
    </message>
    <message>
        <source>Withdraw …</source>
        <translation>撤回…</translation>
    </message>
</context>
<context>
    <name>Tell</name>
    <message>
        <source>What you write is kept when you leave this form.</source>
        <translation>离开此表单时，已写内容会保留。</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>选填</translation>
    </message>
</context>
<context>
    <name>TextPage</name>
    <message>
        <source>&amp;Go to the line</source>
        <translation>转到该行(&amp;G)</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Text of the rules</source>
        <translation>规则文本</translation>
    </message>
    <message>
        <source>✓ The text holds.</source>
        <translation>✓ 文本有效。</translation>
    </message>
</context>
<context>
    <name>TierRulesDialog</name>
    <message>
        <source>&amp;Follow the floor</source>
        <translation>沿用现场规则(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>A queue follows the rules of the whole floor until it has its own. Who has been called stays called.</source>
        <translation>技能组没有自己的规则时沿用整个现场的规则；已呼叫的不受影响。</translation>
    </message>
    <message>
        <source>At most so many at once</source>
        <translation>同时最多人数</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cost of an hour</source>
        <translation>每小时成本</translation>
    </message>
    <message>
        <source>Minutes of rest owed for each hour</source>
        <translation>每小时应补休（分钟）</translation>
    </message>
    <message>
        <source>Minutes to answer</source>
        <translation>应答时限（分钟）</translation>
    </message>
    <message>
        <source>Minutes until they help</source>
        <translation>到位时间（分钟）</translation>
    </message>
    <message>
        <source>Their queue keeps a service level of</source>
        <translation>借出组保留服务水平</translation>
    </message>
    <message>
        <source>Tier rules saved</source>
        <translation>级别规则已保存</translation>
    </message>
    <message>
        <source>Weight: {part}</source>
        <translation>权重：{part}</translation>
    </message>
    <message>
        <source>Whole floor</source>
        <translation>整个现场</translation>
    </message>
    <message>
        <source>Whose rules</source>
        <translation>适用对象</translation>
    </message>
</context>
<context>
    <name>TimePerStage</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Days:</source>
        <translation>统计期(&amp;D)：</translation>
    </message>
    <message>
        <source>&amp;Open the oldest</source>
        <translation>打开最久的工单(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Show:</source>
        <translation>范围(&amp;S)：</translation>
    </message>
    <message>
        <source>As a &amp;report …</source>
        <translation>导出报表(&amp;R)…</translation>
    </message>
    <message>
        <source>Counted is what happened in these days. Times (h:min) are of stays that ended, waits included: in opening hours (open) and round the clock (24 h); half took no longer than the median, nine in ten no longer than P90. Over limit: of the limits that were met or passed. Hand-overs: from person to person + from role to role. What is in a stage now is as of now.</source>
        <translation>统计期内发生的事项。用时（时:分）为已结束的停留，含等待：按营业时间（工作）和自然时间（自然）；一半不超过中位数，十分之九不超过 P90。超限率：占已判定时限的比例。交接：换人 + 换岗。“现有”为当前情况。</translation>
    </message>
    <message>
        <source>In these days no complaint was in any stage. Choose other days; a complaint is led from stage to stage by “Next stage” in its case, and the limits of stages stand in the policy: see “Rules” in the menu.</source>
        <translation>统计期内没有工单处于任何环节。请选择其他日期；在工单中用“下一环节”流转，环节时限写在策略中：见菜单“时效规则”。</translation>
    </message>
    <message>
        <source>Open the complaint that is in the selected stage longest</source>
        <translation>打开在所选环节停留最久的工单</translation>
    </message>
    <message>
        <source>The stages are being read.</source>
        <translation>正在读取各环节…</translation>
    </message>
    <message>
        <source>These figures are sheets of the report of times</source>
        <translation>这些数据是时效达成报表中的工作表</translation>
    </message>
</context>
<context>
    <name>Visited</name>
    <message>
        <source>The case after</source>
        <translation>后一个工单</translation>
    </message>
    <message>
        <source>The case before</source>
        <translation>前一个工单</translation>
    </message>
</context>
<context>
    <name>Wallboard</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Agents on</source>
        <translation>在岗坐席</translation>
    </message>
    <message>
        <source>Arrivals: {count} in {minutes} min</source>
        <translation>进线：{minutes} 分钟 {count} 件</translation>
    </message>
    <message>
        <source>Arrivals: {count} in {minutes} min, {expected} expected</source>
        <translation>进线：{minutes} 分钟 {count} 件，预测 {expected}</translation>
    </message>
    <message>
        <source>Connected, figures {age} old</source>
        <translation>已连接，数据 {age}前</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Figures are {age} old</source>
        <translation>数据已过 {age}</translation>
    </message>
    <message>
        <source>Kept today</source>
        <translation>今日达标</translation>
    </message>
    <message>
        <source>Kept today: of the deadlines that were met or passed today, the share that was met.</source>
        <translation>今日达标：今天已办结或已到期的时限中，按时完成的比例。</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负荷</translation>
    </message>
    <message>
        <source>NO DATABASE</source>
        <translation>数据库已断开</translation>
    </message>
    <message>
        <source>NO DATABASE: figures of {time}</source>
        <translation>数据库已断开：数据截至 {time}</translation>
    </message>
    <message>
        <source>Next due</source>
        <translation>即将到期</translation>
    </message>
    <message>
        <source>Next {count} due</source>
        <translation>即将到期 {count} 件</translation>
    </message>
    <message>
        <source>No deadline is to come.</source>
        <translation>没有即将到期的时限。</translation>
    </message>
    <message>
        <source>No schedule today</source>
        <translation>今日无排班</translation>
    </message>
    <message>
        <source>SURGE: {queues}</source>
        <translation>突发：{queues}</translation>
    </message>
    <message>
        <source>Scheduled {count}</source>
        <translation>排班 {count}</translation>
    </message>
    <message>
        <source>Service level, 1 h</source>
        <translation>1 小时服务水平</translation>
    </message>
    <message>
        <source>Target 0</source>
        <translation>目标 0</translation>
    </message>
    <message>
        <source>Target {share}</source>
        <translation>目标 {share}</translation>
    </message>
    <message>
        <source>Target ≤ {share}</source>
        <translation>目标 ≤ {share}</translation>
    </message>
    <message>
        <source>The floor is being read.</source>
        <translation>正在读取现场数据。</translation>
    </message>
    <message>
        <source>Wallboard</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人负责</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{hours} h {minutes}</source>
        <translation>{hours} 时 {minutes} 分</translation>
    </message>
</context>
<context>
    <name>Watch</name>
    <message>
        <source>Delivery has been silent since {time}: no message leaves.</source>
        <translation>通知发送自 {time} 起无响应：消息不会向外发出。</translation>
    </message>
    <message>
        <source>Delivery never ran: no message leaves.</source>
        <translation>通知发送从未运行：消息不会向外发出。</translation>
    </message>
    <message>
        <source>Messages over {channel} have waited since {time}.</source>
        <translation>{channel}渠道的消息自 {time} 起一直未发出。</translation>
    </message>
    <message>
        <source>Restart the console or the service (main.py serve) that does it: it catches up.</source>
        <translation>请重启负责该任务的督导台或服务（main.py serve），恢复后会补做遗漏的部分。</translation>
    </message>
    <message>
        <source>The pane “Delivery log” says why; check the channel&apos;s settings and the network.</source>
        <translation>原因见“通知记录”窗格；请检查该渠道的设置和网络。</translation>
    </message>
    <message>
        <source>The sweep has been silent since {time}: nothing escalates.</source>
        <translation>巡检自 {time} 起无响应：不会产生任何升级。</translation>
    </message>
    <message>
        <source>The sweep never ran: nothing escalates.</source>
        <translation>巡检从未运行：不会产生任何升级。</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>&amp;Demo floor</source>
        <translation>演示现场(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Empty floor</source>
        <translation>空白现场(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Shared database</source>
        <translation>共享数据库(&amp;S)</translation>
    </message>
    <message>
        <source>A made-up floor that lives: complaints come in, a surge builds up, deadlines pass. It has a database and a clock of its own, and sends nothing.</source>
        <translation>自动运行的模拟现场：投诉不断进线、突发形成、时限逼近。使用独立的数据库和时钟，不会对外发送任何消息。</translation>
    </message>
    <message>
        <source>Begin with your own complaints on this computer, recorded here or imported. Nothing to install.</source>
        <translation>在本机处理自己的投诉，可手工登记或导入，无需另行安装。</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>It works: you are {user} on {host}.</source>
        <translation>连接成功：以 {user} 登录 {host}。</translation>
    </message>
    <message>
        <source>Join the consoles that work on one PostgreSQL server. Its administrator gives you the address.</source>
        <translation>与其他控制台共用一台 PostgreSQL 服务器，地址请向管理员索取。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Welcome to Floorwatch</source>
        <translation>欢迎使用投诉时效督导台</translation>
    </message>
    <message>
        <source>What do you want to work on? You can choose again later.</source>
        <translation>请选择工作环境，以后可重新选择。</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>Against no help: {change}.</source>
        <translation>与不增援相比：{change}。</translation>
    </message>
    <message>
        <source>Besides, {count} complaints are late already.</source>
        <translation>另有 {count} 件投诉已超时。</translation>
    </message>
    <message>
        <source>Choose a queue to see what help would do in the coming hours.</source>
        <translation>请选择技能组，查看增援在未来几小时的效果。</translation>
    </message>
    <message>
        <source>Contacts that are answered in time, by the definition below.</source>
        <translation>按下方口径，及时接通的来电占比。</translation>
    </message>
    <message>
        <source>Deadlines of complaints that pass unmet in these hours; what is late already is said beside it.</source>
        <translation>这段时间内将要错过的投诉时限数；已经超时的另列于旁。</translation>
    </message>
    <message>
        <source>Expected: {value}, with 95% certainty from {low} to {high}.</source>
        <translation>预计 {value}，95% 置信区间 {low} 至 {high}。</translation>
    </message>
    <message>
        <source>In eight of ten runs from {least} to {most}.</source>
        <translation>十次推演中有八次在 {least} 至 {most} 之间。</translation>
    </message>
    <message>
        <source>Late complaints</source>
        <translation>新增超时</translation>
    </message>
    <message>
        <source>Looking at the floor …</source>
        <translation>正在读取现场状态…</translation>
    </message>
    <message>
        <source>Mean wait of a contact, whether it is answered or given up.</source>
        <translation>每通来电的平均等待时间，含接通与放弃。</translation>
    </message>
    <message>
        <source>No contacts are recorded: only complaints are simulated.</source>
        <translation>没有来电记录：仅推演投诉。</translation>
    </message>
    <message>
        <source>No help</source>
        <translation>不增援</translation>
    </message>
    <message>
        <source>No queue gives people.</source>
        <translation>没有技能组借出人员。</translation>
    </message>
    <message>
        <source>Nobody can be called: give people skills, a home queue or standby shifts, and look again.</source>
        <translation>没有可呼叫的人员：请维护技能、归属技能组或备班，再重新推演。</translation>
    </message>
    <message>
        <source>Nobody is here in the coming hours and nothing waits, so that there is nothing to simulate.
Let people say that they are ready, or write their shifts into the schedule.</source>
        <translation>未来几小时无人在岗，也没有待办，无可推演。
请让坐席置为就绪，或在排班中安排班次。</translation>
    </message>
    <message>
        <source>Nothing of this kind is expected here in these hours.</source>
        <translation>这段时间内预计没有此类工作。</translation>
    </message>
    <message>
        <source>Occupancy</source>
        <translation>占用率</translation>
    </message>
    <message>
        <source>Service level</source>
        <translation>服务水平</translation>
    </message>
    <message>
        <source>Share of their time here that people spend on contacts and complaints.</source>
        <translation>在岗时间中用于接听来电和处理投诉的占比。</translation>
    </message>
    <message>
        <source>The bar is where the expected figure lies with 95% certainty; it narrows with the runs. All rows meet the same luck, so that differences are surer than the figures. Contacts go first: complaints are put aside for them. Nobody waits on the line as it begins, and whoever serves a queue takes its complaints, whoever owns them.</source>
        <translation>横条为期望值的 95% 置信区间，推演次数越多越窄。各行使用相同的随机情形，因此差值比数值本身更可靠。来电优先，投诉会为其让出。推演开始时无人排队等候；投诉由本组在岗人员处理，不论归属。</translation>
    </message>
    <message>
        <source>There is no schedule for these hours: who is here now is taken to stay.</source>
        <translation>这段时间没有排班：假定当前在岗人员一直在岗。</translation>
    </message>
    <message>
        <source>Tier 1</source>
        <translation>一级</translation>
    </message>
    <message>
        <source>Tiers 1 + 2</source>
        <translation>一级 + 二级</translation>
    </message>
    <message>
        <source>Tiers 1 + 2 + 3</source>
        <translation>一级 + 二级 + 三级</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>平均等待</translation>
    </message>
    <message>
        <source>What if: {queue}</source>
        <translation>推演：{queue}</translation>
    </message>
    <message>
        <source>What is late already takes {duration} more, on average.</source>
        <translation>已超时的平均还需 {duration}。</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 个技能组</translation>
    </message>
    <message>
        <source>no clear cost</source>
        <translation>无明显影响</translation>
    </message>
    <message>
        <source>the whole floor</source>
        <translation>全现场</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>{count} late</source>
        <translation>超时 {count}</translation>
    </message>
    <message>
        <source>{growth} more comes now than was expected: half of it is taken to be gone with each hour.</source>
        <translation>目前进线比预期多{growth}；推演假定每过一小时减半。</translation>
    </message>
    <message>
        <source>{points} pts</source>
        <translation>{points} 个百分点</translation>
    </message>
    <message>
        <source>{queue}: {cost}</source>
        <translation>{queue}：{cost}</translation>
    </message>
    <message>
        <source>{runs} of {all} runs · as of {time}</source>
        <translation>已推演 {runs}/{all} 次 · 截至 {time}</translation>
    </message>
</context>
<context>
    <name>WhatIfSliders</name>
    <message>
        <source>&amp;Look ahead</source>
        <translation>推演时长(&amp;L)</translation>
    </message>
    <message>
        <source>Tier 1: on site</source>
        <translation>一级：在场支援</translation>
    </message>
    <message>
        <source>Tier 2: on standby</source>
        <translation>二级：备班</translation>
    </message>
    <message>
        <source>Tier 3: lent</source>
        <translation>三级：跨组借调</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>All of it: versions, ledgers, instants to the second</source>
        <translation>全部内容：规则版本、台账、精确到秒的时间</translation>
    </message>
    <message>
        <source>All times are those of {zone}.</source>
        <translation>以上时间均为 {zone} 时间。</translation>
    </message>
    <message>
        <source>Begun by</source>
        <translation>起算依据</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>工作日历</translation>
    </message>
    <message>
        <source>Change of rules {id}</source>
        <translation>规则变更 {id}</translation>
    </message>
    <message>
        <source>Clock {id}: {state}; {amount}; {counting}</source>
        <translation>时钟 {id}：{state}；{amount}；{counting}</translation>
    </message>
    <message>
        <source>Closed, and not counted: {days}</source>
        <translation>休息不计时：{days}</translation>
    </message>
    <message>
        <source>Copy for the audit</source>
        <translation>复制给审计</translation>
    </message>
    <message>
        <source>Copy for the customer</source>
        <translation>复制给客户</translation>
    </message>
    <message>
        <source>Counted from the next day.</source>
        <translation>自次日起算。</translation>
    </message>
    <message>
        <source>Counted from the next working day.</source>
        <translation>自下一个工作日起算。</translation>
    </message>
    <message>
        <source>Counted from the start to the same time of day.</source>
        <translation>自起算至同一时刻。</translation>
    </message>
    <message>
        <source>Deadline of {number}, as recorded by {at}</source>
        <translation>{number} 的时限记录，截至 {at}</translation>
    </message>
    <message>
        <source>Done in time: {at}</source>
        <translation>按时完成：{at}</translation>
    </message>
    <message>
        <source>Due at the end of the last day.</source>
        <translation>最后一日下班（日终）到期。</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translation>终止依据</translation>
    </message>
    <message>
        <source>Ended late: {at}, by {span}</source>
        <translation>完成于 {at}，超时 {span}</translation>
    </message>
    <message>
        <source>Extended on {at} to {amount} in all</source>
        <translation>{at} 延期，总时限 {amount}</translation>
    </message>
    <message>
        <source>Extended to {amount} in all, as soon as the customer has been told; granted by {person}: {reason}</source>
        <translation>延期至总时限 {amount}，告知客户后生效；批准人 {person}：{reason}</translation>
    </message>
    <message>
        <source>Extended to {amount} in all, in force since {at}; granted by {person}: {reason}</source>
        <translation>延期至总时限 {amount}，自 {at} 生效；批准人 {person}：{reason}</translation>
    </message>
    <message>
        <source>Extension {id}</source>
        <translation>延期 {id}</translation>
    </message>
    <message>
        <source>Fast lane, day and night.</source>
        <translation>高风险快速通道，昼夜连续计算。</translation>
    </message>
    <message>
        <source>Few lines, without names of staff</source>
        <translation>简短说明，不含员工姓名</translation>
    </message>
    <message>
        <source>New rules of {at} moved it from {before} to {after}; by {person}: {reason}</source>
        <translation>{at} 的新规则将到期时间从 {before} 调整为 {after}；操作人 {person}：{reason}</translation>
    </message>
    <message>
        <source>No longer needed since: {at}</source>
        <translation>已不再需要：{at}</translation>
    </message>
    <message>
        <source>Not counted since {at}: {reason}</source>
        <translation>自 {at} 起不计时：{reason}</translation>
    </message>
    <message>
        <source>Not counted: {count} × {reason}, {span} in all</source>
        <translation>不计时：{reason} {count} 次，共 {span}</translation>
    </message>
    <message>
        <source>Not counted: {stretch}, {reason}</source>
        <translation>不计时：{stretch}，{reason}</translation>
    </message>
    <message>
        <source>Not done yet: late by {span}</source>
        <translation>尚未完成：已超时 {span}</translation>
    </message>
    <message>
        <source>On record:</source>
        <translation>台账：</translation>
    </message>
    <message>
        <source>Pause {id}</source>
        <translation>暂停 {id}</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>时效策略</translation>
    </message>
    <message>
        <source>Promised: {amount}</source>
        <translation>承诺时限：{amount}</translation>
    </message>
    <message>
        <source>Recomputed from this record it is due {at}: NOT the due time that is kept.</source>
        <translation>按本记录重新计算，到期时间为 {at}：与系统保存的到期时间不一致！</translation>
    </message>
    <message>
        <source>Recomputed from this record it is due {at}: the due time that is kept.</source>
        <translation>按本记录重新计算，到期时间为 {at}：与系统保存的到期时间一致。</translation>
    </message>
    <message>
        <source>Step {key} no. {occurrence}, {what}</source>
        <translation>步骤 {key} 第 {occurrence} 次，{what}</translation>
    </message>
    <message>
        <source>That was taken back on {at} by {person}.</source>
        <translation>该调整已于 {at} 由 {person} 撤销。</translation>
    </message>
    <message>
        <source>The rule is for: {conditions}</source>
        <translation>规则适用：{conditions}</translation>
    </message>
    <message>
        <source>The time counts from: {at}</source>
        <translation>起算时间：{at}</translation>
    </message>
    <message>
        <source>What comes after {time} counts as received on the next day.</source>
        <translation>{time} 之后收到的按次日收到计。</translation>
    </message>
    <message>
        <source>What comes after {time} counts as received on the next working day.</source>
        <translation>{time} 之后收到的按下一个工作日收到计。</translation>
    </message>
    <message>
        <source>What would be due on a closed day is due on the next working day.</source>
        <translation>到期日逢休息日，顺延至下一个工作日。</translation>
    </message>
    <message>
        <source>a higher step spoke for it</source>
        <translation>由更高一级步骤提醒</translation>
    </message>
    <message>
        <source>at the longest until {at}</source>
        <translation>最长至 {at}</translation>
    </message>
    <message>
        <source>event {id}, {what}</source>
        <translation>事件 {id}，{what}</translation>
    </message>
    <message>
        <source>high risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>inbox</source>
        <translation>站内通知</translation>
    </message>
    <message>
        <source>over before the import was armed: silent</source>
        <translation>启用导入前已到点，未提醒</translation>
    </message>
    <message>
        <source>owed {planned}, raised {raised}; {outcome}</source>
        <translation>应于 {planned}，实际 {raised}；{outcome}</translation>
    </message>
    <message>
        <source>people were told</source>
        <translation>已提醒</translation>
    </message>
    <message>
        <source>the customer was told: {told}</source>
        <translation>告知客户：{told}</translation>
    </message>
    <message>
        <source>{code}, version {number} of {at}, SHA-256 {digest}</source>
        <translation>{code}，版本 {number}（{at}），SHA-256 {digest}</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Floorwatch</source>
        <translation>投诉时效督导台</translation>
    </message>
    <message>
        <source>Opening the database …</source>
        <translation>正在打开数据库…</translation>
    </message>
</context>
<context>
    <name>Worklist</name>
    <message>
        <source>Approval</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>在线客服</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>投诉内容</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>处理决定</translation>
    </message>
    <message>
        <source>Department task</source>
        <translation>部门任务</translation>
    </message>
    <message>
        <source>Dispatch</source>
        <translation>派单</translation>
    </message>
    <message>
        <source>Due in</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Due later</source>
        <translation>今日之后到期</translation>
    </message>
    <message>
        <source>Due today</source>
        <translation>今日到期</translation>
    </message>
    <message>
        <source>Due within the hour</source>
        <translation>一小时内到期</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>首次响应</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>回访</translation>
    </message>
    <message>
        <source>Handling</source>
        <translation>处理</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>受理</translation>
    </message>
    <message>
        <source>Investigation</source>
        <translation>调查</translation>
    </message>
    <message>
        <source>It was recorded before there were scores.</source>
        <translation>登记时尚无评分。</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>Late chance</source>
        <translation>超时概率</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>信函</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>客户级别</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Mediation</source>
        <translation>调解</translation>
    </message>
    <message>
        <source>Milestone</source>
        <translation>进展节点</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下次升级</translation>
    </message>
    <message>
        <source>No category</source>
        <translation>未分类</translation>
    </message>
    <message>
        <source>No deadline</source>
        <translation>无时限</translation>
    </message>
    <message>
        <source>No level</source>
        <translation>无级别</translation>
    </message>
    <message>
        <source>No owner</source>
        <translation>未分配</translation>
    </message>
    <message>
        <source>No queue</source>
        <translation>无技能组</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>处理人</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>技能组</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>Regulator</source>
        <translation>监管转办</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>办结</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>时钟已搁置</translation>
    </message>
    <message>
        <source>Set by hand; the case says why.</source>
        <translation>人工设定，原因见工单。</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>静默</translation>
    </message>
    <message>
        <source>Social media</source>
        <translation>社交媒体</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源渠道</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>环节</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>时效目标</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待客户</translation>
    </message>
    <message>
        <source>Walk-in</source>
        <translation>现场</translation>
    </message>
    <message>
        <source>Web form</source>
        <translation>网页表单</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>due within the hour</source>
        <translation>一小时内到期</translation>
    </message>
    <message>
        <source>in time</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>late</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>no deadline</source>
        <translation>无时限</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>{score} of 100, of which the nearing deadline adds {added}; the case shows each part.</source>
        <translation>满分 100 得 {score}，其中临近时限加 {added}；工单内列出各项。</translation>
    </message>
</context>
<context>
    <name>WriteArticle</name>
    <message>
        <source>## Heading   - item   1. step   **bold**   [words](https://address)</source>
        <translation>## 标题   - 条目   1. 步骤   **加粗**   [文字](https://网址)</translation>
    </message>
    <message>
        <source>&amp;Category:</source>
        <translation>类别(&amp;C)：</translation>
    </message>
    <message>
        <source>&amp;For:</source>
        <translation>读者(&amp;F)：</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>&amp;Product:</source>
        <translation>产品(&amp;P)：</translation>
    </message>
    <message>
        <source>&amp;Review on:</source>
        <translation>复核日期(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Save as a draft</source>
        <translation>保存为草稿(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Title:</source>
        <translation>标题(&amp;T)：</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change the article</source>
        <translation>修改文章</translation>
    </message>
    <message>
        <source>New article</source>
        <translation>新建文章</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Other &amp;words for it:</source>
        <translation>其他说法(&amp;W)：</translation>
    </message>
    <message>
        <source>Pre&amp;view</source>
        <translation>预览(&amp;V)</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Save and p&amp;ublish</source>
        <translation>保存并发布(&amp;U)</translation>
    </message>
    <message>
        <source>Te&amp;xt</source>
        <translation>正文(&amp;X)</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>正文</translation>
    </message>
    <message>
        <source>What has c&amp;hanged:</source>
        <translation>改动说明(&amp;H)：</translation>
    </message>
    <message>
        <source>What you have entered is not saved yet.</source>
        <translation>已填写的内容尚未保存。</translation>
    </message>
    <message>
        <source>“{title}” is saved.</source>
        <translation>已保存“{title}”。</translation>
    </message>
</context>
<context>
    <name>WriteNotice</name>
    <message>
        <source>&amp;Purpose</source>
        <translation>用途(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Resolve the complaint with it</source>
        <translation>同时办结工单(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>发送(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Template</source>
        <translation>模板(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Way</source>
        <translation>方式(&amp;W)</translation>
    </message>
    <message>
        <source>Fill the gaps first: {gap}</source>
        <translation>请先填写空白处：{gap}</translation>
    </message>
    <message>
        <source>It leaves by e-mail, with {mark} at the end of its subject: replies come back to this case.</source>
        <translation>以电子邮件发送，主题末尾带 {mark}，客户回复会自动归入本工单。</translation>
    </message>
    <message>
        <source>No template</source>
        <translation>不用模板</translation>
    </message>
    <message>
        <source>Nothing is sent: it is put on record that the customer was told so.</source>
        <translation>不发送任何内容，仅记录已告知客户。</translation>
    </message>
    <message>
        <source>P&amp;ut on record</source>
        <translation>记录(&amp;U)</translation>
    </message>
    <message>
        <source>Sub&amp;ject</source>
        <translation>主题(&amp;J)</translation>
    </message>
    <message>
        <source>T&amp;o</source>
        <translation>收件人(&amp;O)</translation>
    </message>
    <message>
        <source>Te&amp;xt, as the customer reads it</source>
        <translation>正文（客户看到的内容）(&amp;X)</translation>
    </message>
    <message>
        <source>What you write is kept when you leave this form.</source>
        <translation>离开此表单时，已写内容会保留。</translation>
    </message>
    <message>
        <source>{number}: the mail leaves now</source>
        <translation>{number}：邮件即将发出</translation>
    </message>
    <message>
        <source>{number}: what the customer was told is on record</source>
        <translation>{number}：告知内容已记录</translation>
    </message>
</context>
<context>
    <name>WriteReport</name>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Days:</source>
        <translation>周期(&amp;D)：</translation>
    </message>
    <message>
        <source>&amp;From:</source>
        <translation>日期(&amp;F)：</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>保留(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>&amp;Open the report</source>
        <translation>打开报表(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>替换(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Report:</source>
        <translation>报表(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Write the report</source>
        <translation>生成报表(&amp;W)</translation>
    </message>
    <message>
        <source>C&amp;hoose …</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>Excel workbooks (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>文件(&amp;I)：</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>近 30 天</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>结束日期</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>上月</translation>
    </message>
    <message>
        <source>Last quarter</source>
        <translation>上季度</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>上周</translation>
    </message>
    <message>
        <source>Ope&amp;n its folder</source>
        <translation>打开文件夹(&amp;N)</translation>
    </message>
    <message>
        <source>Other days</source>
        <translation>其他日期</translation>
    </message>
    <message>
        <source>Replace it by the new report?</source>
        <translation>是否用新报表替换？</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation>本季度</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Where to write</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>Writing {name}</source>
        <translation>正在生成 {name}</translation>
    </message>
    <message>
        <source>Written: {name}</source>
        <translation>已生成：{name}</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>to, included</source>
        <translation>至（含）</translation>
    </message>
</context>
</TS>
